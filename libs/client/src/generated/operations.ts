// Made by `npm run generate:client` from /openapi.json: not written by hand.

/** Called without an access token. */
export const ANONYMOUS: ReadonlySet<string> = new Set([
  'GET /health',
  'GET /health/ready',
  'GET /v1/sys/health',
  'GET /v1/sys/init',
  'GET /v1/sys/leader',
  'GET /v1/sys/seal-status',
  'POST /api/v1/auth/invitation/accept',
  'POST /api/v1/auth/keys/leaked',
  'POST /api/v1/auth/login',
  'POST /api/v1/auth/logout',
  'POST /api/v1/auth/mfa/email/send',
  'POST /api/v1/auth/mfa/verify',
  'POST /api/v1/auth/password/forgot',
  'POST /api/v1/auth/password/reset',
  'POST /api/v1/auth/prelogin',
  'POST /api/v1/auth/refresh',
  'POST /api/v1/auth/register',
  'POST /api/v1/auth/token',
  'POST /api/v1/auth/token/exchange',
  'POST /api/v1/setup',
  'POST /api/v1/unwrap',
  'POST /v1/auth/approle/login',
  'POST /v1/auth/jwt/login',
  'POST /v1/auth/kubernetes/login',
  'PUT /v1/auth/approle/login',
  'PUT /v1/auth/jwt/login',
  'PUT /v1/auth/kubernetes/login',
]);

/** A repeat under the same key gets the same answer. */
export const TAKES_IDEMPOTENCY_KEY: ReadonlySet<string> = new Set([
  'POST /api/v1/entries',
  'POST /api/v1/entries/rekeys',
  'POST /api/v1/identity-providers',
  'POST /api/v1/policies',
  'POST /api/v1/roles',
  'POST /api/v1/secrets',
  'POST /api/v1/sensitive-data',
  'POST /api/v1/service-accounts',
  'POST /api/v1/service-accounts/{id}/bindings',
  'POST /api/v1/service-accounts/{id}/keys',
  'POST /api/v1/service-accounts/{id}/keys/{key_id}/rotate',
  'POST /api/v1/users',
  'PUT /api/v1/secrets/by-path',
]);
