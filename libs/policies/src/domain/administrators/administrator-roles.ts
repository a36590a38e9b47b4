import type { Principal } from '#kernel';
import { ADMINISTRATOR } from '../built-ins.js';
import type { AuthorizationModel } from '../model.js';
import { countingOf, type EndingRoles } from './known-ends.js';

/** A role or a policy, by its name. */
export interface NamedObject {
  readonly kind: 'role' | 'policy';
  readonly name: string;
}

/** The roles of an active administrator, as the model knows them. The account never has another role. */
export function rolesOfAdministrator(model: AuthorizationModel, userId: string): EndingRoles {
  return model.administratorRoles[userId] ?? { roles: [ADMINISTRATOR] };
}

/** Whether an active administrator holds the role or the policy at `now`, also if the model has no such object. */
export function isHeldByAdministrator(model: AuthorizationModel, { kind, name }: NamedObject, now: number): boolean {
  const held = new Set(model.administrators.flatMap((id) => countingOf(rolesOfAdministrator(model, id), now)));
  if (kind === 'role') return held.has(name);
  return model.roles.some((role) => held.has(role.name) && role.policies.includes(name));
}

/**
 * Whether the principal is one of the active administrators. A scope narrows to less than an administrator, so with one
 * nobody is: what only administrators do is closed to such a credential.
 */
export function isActiveAdministrator(model: AuthorizationModel, principal: Principal): boolean {
  if (principal.scope) return false;
  return principal.roles.includes(ADMINISTRATOR) && model.administrators.includes(principal.userId);
}

/**
 * Why the principal may not change or remove the object [R94]; null if they may. The text is for the audit only. A
 * delegate could otherwise take everything from all administrators, by a deny in a role that they hold.
 */
export function protectionOf(
  model: AuthorizationModel,
  principal: Principal,
  object: NamedObject,
  now: number,
): string | null {
  if (isActiveAdministrator(model, principal) || !isHeldByAdministrator(model, object, now)) return null;
  return `an active administrator holds this ${object.kind}, so only administrators change it`;
}
