import type { Action } from '#kernel';

/** The types of resource that a mutation of an action changes, where that is not the first part of the action. */
const TYPES: ReadonlyMap<string, readonly string[]> = new Map<Action, readonly string[]>([
  ['audit:erase', ['user']],
  ['audit:restore', ['audit_head']],
  ['audit:rotate', ['audit_key']],
  ['auth:delete', ['user']],
  ['auth:email-change', ['challenge', 'user']],
  ['auth:email-verify', ['challenge', 'user']],
  ['auth:invitation-accept', ['user']],
  ['auth:key-leaked', ['api_key']],
  ['auth:login', ['session']],
  ['auth:logout', ['session']],
  ['auth:mfa-challenge', ['challenge']],
  ['auth:mfa-code', ['challenge']],
  ['auth:mfa-disable', ['user']],
  ['auth:mfa-enable', ['challenge', 'user']],
  ['auth:mfa-verify', ['session']],
  ['auth:password', ['user']],
  ['auth:password-reset', ['user']],
  ['auth:reauthenticate', ['session']],
  ['auth:recovery-codes', ['user']],
  ['auth:refresh', ['session']],
  ['auth:register', ['user']],
  ['auth:session-end', ['session', 'user']],
  ['key:complete', ['rotation']],
  ['key:destroy', ['rotation']],
  ['key:retire', ['rotation']],
  ['key:rotate', ['rotation']],
  ['policy:repair', ['policy', 'role', 'user']],
  ['service_account:write', ['api_key', 'binding', 'service_account']],
  ['user:unlock', ['lockout']],
]);

/**
 * Whether a mutation of `action` may change a resource of this type. Both may be any text.
 *
 * @example
 * mayChange('auth:login', 'session'); // true
 */
export function mayChange(action: string, type: string): boolean {
  return TYPES.get(action)?.includes(type) ?? action.split(':')[0] === type;
}
