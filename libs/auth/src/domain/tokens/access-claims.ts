import { isId } from '#kernel';

/** What gave the token: a login, or an exchange by a binding. */
export type TokenVia = 'session' | 'binding';

/** The claims of a verified access token. */
export interface AccessClaims {
  readonly userId: string;
  /** The id of the session, or of the binding. */
  readonly sessionId: string;
  readonly via: TokenVia;
  /** Of the session, or of the binding with its provider and account, when the token was made. */
  readonly generation: number;
  /** Milliseconds since 1970. */
  readonly expiresAt: number;
}

/** The `typ` of access tokens (RFC 9068 section 2.1). Tokens of another kind have another type [R30]. */
export const ACCESS_TOKEN_TYPE = 'at+jwt';

/** The name of the strategy in passport's registry. */
export const ACCESS_TOKEN_STRATEGY = 'access-token';

/** Characters. Our tokens have about 450. A longer header is never parsed. */
const TOKEN_LIMIT = 2_048;
/** Three parts of strict base64url (RFC 7515 section 2): no padding, no extra spaces, a signature of 256 bits [R31]. */
const BEARER = /^Bearer ([a-z0-9_-]+\.[a-z0-9_-]+\.[a-z0-9_-]{43})$/i;

/**
 * The token of an Authorization header. Null: the header is not exactly `Bearer <token>`.
 *
 * @example bearerToken('Basic YWRhOmFkYQ==') // null
 */
export function bearerToken(header: string | string[] | undefined): string | null {
  if (typeof header !== 'string' || header.length > TOKEN_LIMIT) return null;
  return BEARER.exec(header)?.[1] ?? null;
}

/** The key of a service account. What it looks like within is for those who know keys. */
const BEARER_KEY = /^Bearer (coffer_sk_\w*)$/;

/**
 * The text of an Authorization header that begins as the key of a service account does. Null: it is none, and may be a
 * token.
 *
 * @example bearerKey('Bearer eyJ...') // null
 */
export function bearerKey(header: string | string[] | undefined): string | null {
  if (typeof header !== 'string' || header.length > TOKEN_LIMIT) return null;
  return BEARER_KEY.exec(header)?.[1] ?? null;
}

/**
 * The key id in a token's header. Null unless the header has exactly `alg`, `typ` and `kid`, with our values for the
 * first two. So a key or a certificate inside a token is never used [R27].
 */
export function keyIdOf(token: string): string | null {
  const header = parsed(Buffer.from(token.slice(0, token.indexOf('.')), 'base64url'));
  if (header === null || Object.keys(header).sort().join() !== 'alg,kid,typ') return null;
  if (header.alg !== 'HS256' || header.typ !== ACCESS_TOKEN_TYPE) return null;
  return typeof header.kid === 'string' ? header.kid : null;
}

/** The claims of a token whose signature, issuer and audience are valid. Null: a required claim is missing [R29]. */
export function claimsOf(payload: Readonly<Record<string, unknown>>): AccessClaims | null {
  const { exp, iat, iss, aud, sub, jti, sid, gen, via = 'session' } = payload;
  if (!isTime(exp) || !isTime(iat) || typeof iss !== 'string' || typeof aud !== 'string') return null;
  if (!isUuid(sub) || !isUuid(jti) || !isUuid(sid) || !Number.isSafeInteger(gen)) return null;
  if (via !== 'session' && via !== 'binding') return null;
  return { userId: sub, sessionId: sid, via, generation: Number(gen), expiresAt: exp * 1_000 };
}

function isTime(value: unknown): value is number {
  return Number.isSafeInteger(value) && Number(value) > 0;
}

function isUuid(value: unknown): value is string {
  return typeof value === 'string' && isId(value);
}

function parsed(json: Buffer): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(json.toString('utf8'));
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : null;
  } catch {
    return null;
  }
}
