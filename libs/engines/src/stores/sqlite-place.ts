import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Config, StoreConfig } from '#config';
import { StartError } from '#kernel';

const STORE_FILE = 'coffer.db';

/** DATA_DIR, where the store keeps its file and other files may stand beside it. Null: the store is a server. */
export function dataDirOf(store: StoreConfig): string | null {
  return store.kind === 'sqlite' ? store.dataDir : null;
}

export function storeFile(dataDir: string): string {
  return join(dataDir, STORE_FILE);
}

/**
 * Throws StartError for a DATA_DIR without a store. A command that runs in another folder than the server would
 * otherwise make a new store there, and new keys. A store that is a server tells by itself whether it is empty.
 */
export function requireStarted({ store }: Config): void {
  const dataDir = dataDirOf(store);
  if (dataDir === null || existsSync(storeFile(dataDir))) return;
  throw new StartError('DATA_DIR holds no store: name the one that the server runs on, or start the server first.');
}
