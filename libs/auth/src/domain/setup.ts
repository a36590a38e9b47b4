import type { KeyObject } from 'node:crypto';
import { StoredFormat } from '#kernel';
import { keyedHash } from './tokens/opaque-token.js';

/** The singleton that lets the first administrator in, once. */
export interface Setup {
  readonly id: 'setup';
  readonly state: 'open' | 'done';
  /** base64url HMAC of the setup token; null once done. */
  readonly tokenHash: string | null;
  /** Milliseconds since 1970; null: it does not expire (SETUP_TOKEN is set). */
  readonly tokenExpiresAt: number | null;
  /** The first administrator's id once done. */
  readonly userId: string | null;
}

/** How the state of setup is stored, in every store alike. */
export const SETUP_FORMAT = new StoredFormat<Setup>();

export const SETUP_ID = 'setup';

/** base64url HMAC-SHA-256 under the key of one-time tokens, in the name space of this purpose [R42]. */
export function setupTokenHash(key: KeyObject, token: string): string {
  return keyedHash(key, 'setup', token);
}
