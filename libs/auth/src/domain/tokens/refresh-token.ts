import type { KeyObject } from 'node:crypto';
import { ID_BYTES, idAt, idBytes, makeOpaqueToken, type OpaqueToken, readOpaqueToken } from '#kernel';

const PURPOSE = 'refresh';
const LABEL_BYTES = ID_BYTES + 4;

/** What a genuine refresh token carries, and its hash. */
export interface GenuineRefreshToken {
  readonly sessionId: string;
  readonly generation: number;
  /** base64url HMAC-SHA-256 of the token. */
  readonly hash: string;
}

/**
 * A new refresh token of 114 characters: session id, generation (unsigned, 32 bits) and 256 random bits, under a MAC.
 * Because of the MAC, nobody can end a session with a forged token [R37].
 */
export function makeRefreshToken(key: KeyObject, sessionId: string, generation: number): OpaqueToken {
  const label = Buffer.alloc(LABEL_BYTES);
  idBytes(sessionId).copy(label);
  label.writeUInt32BE(generation, ID_BYTES);
  return makeOpaqueToken(key, PURPOSE, label);
}

/** Null: we did not make the token. A genuine token may be used: the caller checks. */
export function readRefreshToken(key: KeyObject, token: string): GenuineRefreshToken | null {
  const genuine = readOpaqueToken(key, PURPOSE, LABEL_BYTES, token);
  if (!genuine) return null;
  const { label, hash } = genuine;
  return { sessionId: idAt(label), generation: label.readUInt32BE(ID_BYTES), hash };
}
