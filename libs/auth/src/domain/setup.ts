import type { KeyObject } from 'node:crypto';
import { keyedHash, StoredFormat } from '#kernel';

/** The state of the setup: one document. Setup creates the first administrator, once. */
export interface Setup {
  readonly id: 'setup';
  readonly state: 'open' | 'done';
  /** base64url HMAC of the setup token. Null once setup is done. */
  readonly tokenHash: string | null;
  /** Milliseconds since 1970. Null: the token does not expire, since it was set by SETUP_TOKEN. */
  readonly tokenExpiresAt: number | null;
  /** The id of the first administrator. Null until setup is done. */
  readonly userId: string | null;
}

/** How the state of setup is stored, in every store alike. */
export const SETUP_FORMAT = new StoredFormat<Setup>();

export const SETUP_ID = 'setup';

/** base64url HMAC-SHA-256 of the setup token. A token of another purpose never has the same hash [R42]. */
export function setupTokenHash(key: KeyObject, token: string): string {
  return keyedHash(key, 'setup', token);
}
