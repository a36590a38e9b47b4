/**
 * In which states of a session its owner may call which route, written down a second time: what a route declares is held
 * against this, and a route that is not named here is closed.
 */

/** Also before a password that must be changed is changed. */
export const BEFORE_PASSWORD_CHANGE: ReadonlySet<string> = new Set([
  'get /api/v1/auth/me',
  'post /api/v1/auth/password',
]);

/**
 * What enables a second factor and ends one. Open before the first is enabled; from then on only within five minutes of a
 * proof of a second factor: 403 `second_factor_required`.
 */
export const ENROLMENT: ReadonlySet<string> = new Set([
  'post /api/v1/auth/mfa/totp',
  'post /api/v1/auth/mfa/totp/confirm',
  'delete /api/v1/auth/mfa/totp',
  'post /api/v1/auth/mfa/email',
  'post /api/v1/auth/mfa/email/confirm',
  'delete /api/v1/auth/mfa/email',
  'post /api/v1/auth/mfa/recovery-codes',
]);

/** Only within five minutes of a proof of the password or of a second factor. */
export const FRESH: ReadonlySet<string> = new Set([
  ...ENROLMENT,
  'post /api/v1/entries/rekeys',
  'put /api/v1/entries/rekeys/{id}/entries',
  'post /api/v1/entries/rekeys/{id}/publish',
  'delete /api/v1/entries/rekeys/{id}',
  'post /api/v1/entries/generations/{n}/restore',
]);

/** Also where a role asks for a second factor that the session has not shown: what one needs to show one, or to leave. */
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
