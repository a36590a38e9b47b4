import { createHmac, type KeyObject, randomBytes, timingSafeEqual } from 'node:crypto';

/** 256 bits [R34]. */
const SECRET_BYTES = 32;
/** base64url of the body, a dot, base64url of HMAC-SHA-256. */
const TOKEN = /^([A-Za-z0-9_-]{43,128})\.([A-Za-z0-9_-]{43})$/;
/** The size of a UUID, with which each label begins. */
export const ID_BYTES = 16;

export interface OpaqueToken {
  readonly token: string;
  /** base64url HMAC-SHA-256 of the token. Stores keep this, never the token. */
  readonly hash: string;
}

/** What a genuine token carries. */
export interface GenuineToken {
  readonly label: Buffer;
  readonly hash: string;
}

/**
 * A new token: `label`, which names what it opens, and 256 random bits, under a MAC. The MAC lets us drop a forged
 * token without a read of the store [R37]. A token of one purpose is never valid for another one [R42].
 */
export function makeOpaqueToken(key: KeyObject, purpose: string, label: Buffer): OpaqueToken {
  const text = Buffer.concat([label, randomBytes(SECRET_BYTES)]).toString('base64url');
  const token = `${text}.${keyedHash(key, `${purpose}/genuine`, text)}`;
  return { token, hash: storedHash(key, purpose, token) };
}

/** Null: we did not make `token` for `purpose`. A genuine token may be used or expired: the caller checks. */
export function readOpaqueToken(
  key: KeyObject,
  purpose: string,
  labelBytes: number,
  token: string,
): GenuineToken | null {
  const [, text, given] = TOKEN.exec(token) ?? [];
  if (text === undefined || given === undefined) return null;
  if (!sameText(given, keyedHash(key, `${purpose}/genuine`, text))) return null;
  const body = Buffer.from(text, 'base64url');
  if (body.length !== labelBytes + SECRET_BYTES) return null;
  return { label: body.subarray(0, labelBytes), hash: storedHash(key, purpose, token) };
}

/** base64url HMAC-SHA-256 of `purpose` and `text`. `purpose` has one line, so that no two pairs collide. */
export function keyedHash(key: KeyObject, purpose: string, text: string): string {
  return createHmac('sha256', key).update(`${purpose}\n${text}`).digest('base64url');
}

/** Compares in constant time texts of the same length. */
export function sameText(a: string, b: string): boolean {
  const left = Buffer.from(a, 'utf8');
  const right = Buffer.from(b, 'utf8');
  return left.length === right.length && timingSafeEqual(left, right);
}

/** The 16 bytes of a UUID. */
export function idBytes(id: string): Buffer {
  return Buffer.from(id.replaceAll('-', ''), 'hex');
}

/** The UUID at the beginning of `bytes`. */
export function idAt(bytes: Buffer): string {
  const hex = bytes.toString('hex', 0, ID_BYTES);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

function storedHash(key: KeyObject, purpose: string, token: string): string {
  return keyedHash(key, `${purpose}/stored`, token);
}
