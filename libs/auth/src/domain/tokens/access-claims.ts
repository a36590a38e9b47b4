import { isId } from '#kernel';

/** What a verified access token says. */
export interface AccessClaims {
  readonly userId: string;
  readonly sessionId: string;
  /** The refresh generation that it was made in. */
  readonly generation: number;
  /** Milliseconds since 1970. */
  readonly expiresAt: number;
}

/** RFC 9068 section 2.1: tokens of another kind carry another type [R30]. */
export const ACCESS_TOKEN_TYPE = 'at+jwt';

/** The name under which passport knows how access tokens are verified. */
export const ACCESS_TOKEN_STRATEGY = 'access-token';

/** Characters: ours have about 450, and nothing longer is ever parsed. */
const TOKEN_LIMIT = 2_048;
/** Three parts of strict base64url (RFC 7515 section 2) with a signature of 256 bits; no padding, no more spaces [R31]. */
const BEARER = /^Bearer ([a-z0-9_-]+\.[a-z0-9_-]+\.[a-z0-9_-]{43})$/i;

/** The token of an Authorization header of one scheme and one token; null for anything else. */
export function bearerToken(header: string | string[] | undefined): string | null {
  if (typeof header !== 'string' || header.length > TOKEN_LIMIT) return null;
  return BEARER.exec(header)?.[1] ?? null;
}

/**
 * The key id of a token's header, which must say exactly `alg`, `typ` and `kid`: keys, certificates or extensions that
 * travel in a token are nobody's [R27].
 */
export function keyIdOf(token: string): string | null {
  const header = parsed(Buffer.from(token.slice(0, token.indexOf('.')), 'base64url'));
  if (header === null || Object.keys(header).sort().join() !== 'alg,kid,typ') return null;
  if (header.alg !== 'HS256' || header.typ !== ACCESS_TOKEN_TYPE) return null;
  return typeof header.kid === 'string' ? header.kid : null;
}

/** The claims of a token whose signature, issuer and audience hold; null when a required one is missing [R29]. */
export function claimsOf(payload: Readonly<Record<string, unknown>>): AccessClaims | null {
  const { exp, iat, iss, aud, sub, jti, sid, gen } = payload;
  if (!isTime(exp) || !isTime(iat) || typeof iss !== 'string' || typeof aud !== 'string') return null;
  if (!isUuid(sub) || !isUuid(jti) || !isUuid(sid) || !Number.isSafeInteger(gen)) return null;
  return { userId: sub, sessionId: sid, generation: Number(gen), expiresAt: exp * 1_000 };
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
