/**
 * The states of a session in which each route is open, stated a second time. A test compares them with what the routes
 * declare. A route that is not listed here is closed.
 */

/** Routes that are open before a required password change. */
export const BEFORE_PASSWORD_CHANGE: ReadonlySet<string> = new Set([
  'get /v1/auth/token/lookup-self',
  'post /v1/auth/token/revoke-self',
  'put /v1/auth/token/revoke-self',
  'get /api/v1/auth/me',
  'post /api/v1/auth/password',
]);

/** Routes that enable and disable second factors. */
export const ENROLMENT: ReadonlySet<string> = new Set([
  'post /api/v1/auth/mfa/totp',
  'post /api/v1/auth/mfa/totp/confirm',
  'delete /api/v1/auth/mfa/totp',
  'post /api/v1/auth/mfa/email',
  'post /api/v1/auth/mfa/email/confirm',
  'delete /api/v1/auth/mfa/email',
  'post /api/v1/auth/mfa/recovery-codes',
]);

/**
 * Routes that need a proof of a second factor within the last five minutes once the account has one that counts: 403
 * `second_factor_required`.
 */
export const GUARDED: ReadonlySet<string> = new Set([
  ...ENROLMENT,
  'post /api/v1/auth/email/change',
  'post /api/v1/auth/email/change/confirm',
  'delete /api/v1/auth/me',
]);

/** Routes that need a proof of the password or of a second factor within the last five minutes. */
export const FRESH: ReadonlySet<string> = new Set([
  ...GUARDED,
  'post /api/v1/entries/rekeys',
  'put /api/v1/entries/rekeys/{id}/entries',
  'post /api/v1/entries/rekeys/{id}/publish',
  'delete /api/v1/entries/rekeys/{id}',
  'post /api/v1/entries/generations/{n}/restore',
]);

/** Routes that a session may use before it shows a demanded second factor: to show one, or to end the session. */
export const BEFORE_SECOND_FACTOR: ReadonlySet<string> = new Set([
  ...BEFORE_PASSWORD_CHANGE,
  ...ENROLMENT,
  'post /api/v1/auth/email/verify/send',
  'post /api/v1/auth/email/verify',
  'get /api/v1/auth/sessions',
  'delete /api/v1/auth/sessions/{id}',
  'delete /api/v1/auth/sessions',
  'post /api/v1/auth/reauthenticate',
]);

/** Routes about the own account that programs may call too. Only people may call the others. */
export const FOR_PROGRAMS: ReadonlySet<string> = new Set([
  'get /v1/auth/token/lookup-self',
  'get /v1/sys/mounts',
  'get /v1/sys/internal/ui/mounts',
  'get /v1/sys/internal/ui/mounts/{path}',
  ...['sys/capabilities-self', 'auth/token/renew-self', 'auth/token/revoke-self'].flatMap((path) => [
    `post /v1/${path}`,
    `put /v1/${path}`,
  ]),
  'get /api/v1/auth/me',
  'get /api/v1/auth/audit/receipts',
  'get /api/v1/secrets/{id}/shares',
  'delete /api/v1/secrets/{id}/shares/{share}',
  'post /api/v1/tools/passwords',
]);
