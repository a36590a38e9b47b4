import { createHmac, type KeyObject, randomBytes, timingSafeEqual } from 'node:crypto';

const ID_BYTES = 16;
const GENERATION_BYTES = 4;
/** 256 bits [R34]. */
const SECRET_BYTES = 32;
const BODY_BYTES = ID_BYTES + GENERATION_BYTES + SECRET_BYTES;
/** base64url of the 52 bytes of the body, a dot, base64url of HMAC-SHA-256. */
const TOKEN = /^([A-Za-z0-9_-]{70})\.([A-Za-z0-9_-]{43})$/;

/** What a genuine refresh token says of itself: which session, which generation, and what the store keeps of it. */
export interface GenuineRefreshToken {
  readonly sessionId: string;
  readonly generation: number;
  /** base64url HMAC-SHA-256 of the token. */
  readonly hash: string;
}

/**
 * A new opaque refresh token: session id, generation (unsigned, 32 bits) and 256 random bits under a MAC, so that
 * only a token that we gave can end a session by being used again [R37]. 114 characters.
 */
export function makeRefreshToken(key: KeyObject, sessionId: string, generation: number) {
  const body = Buffer.alloc(BODY_BYTES);
  body.write(sessionId.replaceAll('-', ''), 'hex');
  body.writeUInt32BE(generation, ID_BYTES);
  randomBytes(SECRET_BYTES).copy(body, ID_BYTES + GENERATION_BYTES);
  const text = body.toString('base64url');
  const token = `${text}.${mac(key, 'genuine', text)}`;
  return { token, hash: mac(key, 'stored', token) };
}

/** Null for everything that we did not make. Says nothing about whether it was used. */
export function readRefreshToken(key: KeyObject, token: string): GenuineRefreshToken | null {
  const [, text, given] = TOKEN.exec(token) ?? [];
  if (text === undefined || given === undefined || !sameText(given, mac(key, 'genuine', text))) return null;
  const body = Buffer.from(text, 'base64url');
  const hex = body.toString('hex', 0, ID_BYTES);
  const sessionId = `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
  return { sessionId, generation: body.readUInt32BE(ID_BYTES), hash: mac(key, 'stored', token) };
}

/** In constant time for texts of one length. */
export function sameText(a: string, b: string): boolean {
  const left = Buffer.from(a, 'utf8');
  const right = Buffer.from(b, 'utf8');
  return left.length === right.length && timingSafeEqual(left, right);
}

function mac(key: KeyObject, label: 'genuine' | 'stored', text: string): string {
  return createHmac('sha256', key).update(`${label}\n${text}`).digest('base64url');
}
