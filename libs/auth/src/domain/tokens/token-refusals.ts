import { CofferError } from '#kernel';

/** What is wrong with the access token of a request, and what to do. None of them says anything about an account. */
const REFUSALS = {
  missing: 'This needs an access token or a key: send `Authorization: Bearer <token>`.',
  form: 'The Authorization header must be `Bearer <token>`, with an access token or the key of a service account.',
  neither: 'What was sent is neither an access token nor the key of a service account: it may have been cut short.',
  twice: 'The Authorization header has `Bearer` twice. It must be `Bearer <token>`.',
  invalid: 'The access token is not one that this server made: log in again.',
  expired: 'The access token has expired: refresh it (POST /api/v1/auth/refresh) or log in again.',
  ended:
    'The access token works no longer: take the newest one of its session, or log in again. If that fails, ask an administrator whether the account still works.',
  'unknown key':
    'The key is not one that this server has: it may have been cut short, or removed 30 days after its end.',
  'ended key': 'The key works no longer: it was ended, or its service account cannot be used.',
  'expired key': 'The key has expired: make a new one.',
  'key from elsewhere': 'The key may not be used from this address.',
  unbound:
    'The access token works no longer: its binding, identity provider or service account has changed. Exchange a new token of the provider.',
  'nothing to end': 'Send an access token that has not expired, or the refresh_token.',
} as const;

export type TokenRefusal = keyof typeof REFUSALS;

const TWICE = /^\s*bearer\s+bearer\b/i;
const ONE_WORD = /^bearer \S+$/i;

/** 401. RFC 6750 section 3.1: a request without a token gets no error code, any other one `invalid_token`. */
export function unauthenticated(why: TokenRefusal = 'ended'): CofferError {
  const hasToken = why !== 'missing' && why !== 'nothing to end';
  return new CofferError('unauthenticated', REFUSALS[why], hasToken ? { challenge: 'invalid_token' } : {});
}

/** Why no token can be read from an Authorization header. */
export function headerRefusal(header: string | string[] | undefined): TokenRefusal {
  if (header === undefined || header === '') return 'missing';
  if (typeof header !== 'string') return 'form';
  if (TWICE.test(header)) return 'twice';
  return ONE_WORD.test(header) ? 'neither' : 'form';
}
