import { createHmac } from 'node:crypto';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Config } from '#config';
import { type Roots, writeDurably } from '#kernel';
import { dataDirOf } from './stores/sqlite-place.js';

const TOKEN_FILE = 'setup-token';
const VALID_MS = 86_400_000;

/** The token for creating the first administrator. `expiresAt` is null for SETUP_TOKEN, which does not expire. */
export interface SetupToken {
  readonly value: string;
  readonly expiresAt: number | null;
}

/**
 * SETUP_TOKEN, or a token of 256 bits that is valid for 24 h. It is made of a root of trust and the store's id, so that all
 * nodes on one store show the same token, and no other store takes it. With SQLite it is also written to
 * DATA_DIR/setup-token (0600). Called at each start while setup is open: a restart shows it again, for another 24 h.
 */
export function makeSetupToken(config: Config, roots: Roots, storeId: string, now: number): SetupToken {
  if (config.setupToken) return { value: config.setupToken, expiresAt: null };
  const value = createHmac('sha256', roots.derive('setup-token')).update(storeId).digest('base64url');
  const dataDir = dataDirOf(config.store);
  if (dataDir !== null) writeDurably(join(dataDir, TOKEN_FILE), `${value}\n`);
  return { value, expiresAt: now + VALID_MS };
}

/** Removes the file of the token, once setup is done. Idempotent. */
export function forgetSetupToken({ store }: Config): void {
  const dataDir = dataDirOf(store);
  if (dataDir !== null) rmSync(join(dataDir, TOKEN_FILE), { force: true });
}
