/** The verbs that can be permitted, for each kind of resource. A literal list: a test fails when one is added. */
export const PERMISSIONS = {
  audit: ['export-personal', 'read', 'rotate'],
  identity_provider: ['delete', 'list', 'read', 'write'],
  key: ['read', 'rotate'],
  policy: ['delete', 'list', 'read', 'write'],
  role: ['delete', 'list', 'read', 'write'],
  secret: ['delete', 'destroy', 'list', 'read', 'reveal', 'rotate', 'share', 'write'],
  service_account: ['delete', 'disable', 'enable', 'list', 'read', 'write'],
  user: ['delete', 'disable', 'enable', 'invite', 'list', 'read', 'reset-factors', 'reset-password', 'unlock', 'write'],
} as const;

export type Kind = keyof typeof PERMISSIONS;

/** `<kind>:<verb>`, such as `secret:reveal`. */
export type Permission = { [K in Kind]: `${K}:${(typeof PERMISSIONS)[K][number]}` }[Kind];

export const KINDS = Object.keys(PERMISSIONS) as readonly Kind[];

export const ALL_PERMISSIONS: readonly Permission[] = KINDS.flatMap((kind) =>
  PERMISSIONS[kind].map((verb) => `${kind}:${verb}` as Permission),
);

/** Actions of an account on itself: audited like every action, and permitted to every account. */
export const ACCOUNT_ACTIONS = [
  'auth:delete',
  'auth:email-change',
  'auth:email-verify',
  'auth:exchange',
  'auth:invitation-accept',
  'auth:key',
  'auth:key-leaked',
  'auth:login',
  'auth:logout',
  'auth:me',
  'auth:mfa-challenge',
  'auth:mfa-code',
  'auth:mfa-disable',
  'auth:mfa-enable',
  'auth:mfa-verify',
  'auth:password',
  'auth:password-forgot',
  'auth:password-reset',
  'auth:reauthenticate',
  'auth:receipts',
  'auth:recovery-codes',
  'auth:refresh',
  'auth:register',
  'auth:session-end',
  'auth:sessions',
  'entry:create',
  'entry:delete',
  'entry:history',
  'entry:list',
  'entry:read',
  'entry:update',
  'sensitive-data:create',
  'sensitive-data:delete',
  'sensitive-data:list',
  'sensitive-data:read',
  'sensitive-data:update',
  'setup:complete',
  'tools:passwords',
  'vault:generations',
  'vault:rekey-abandon',
  'vault:rekey-begin',
  'vault:rekey-publish',
  'vault:rekey-stage',
  'vault:restore',
  'wrap:end',
  'wrap:list',
  'wrap:open',
] as const;

export type AccountAction = (typeof ACCOUNT_ACTIONS)[number];

/** Actions of the server, or of an operator at the command line: audited, and not permitted over HTTP. */
export const SYSTEM_ACTIONS = [
  'audit:adopt',
  'audit:archive',
  'audit:checkpoint',
  'audit:erase',
  'audit:restore',
  'audit:scrub',
  'clock:jump',
  'key:complete',
  'key:destroy',
  'key:retire',
  'policy:repair',
] as const;

export type SystemAction = (typeof SYSTEM_ACTIONS)[number];

/** Every action that an audit record may name. */
export type Action = Permission | AccountAction | SystemAction;

/**
 * The kind of resource that a permission is about.
 *
 * @example
 * kindOf('secret:reveal'); // 'secret'
 */
export function kindOf(permission: Permission): Kind {
  return permission.slice(0, permission.indexOf(':')) as Kind;
}
