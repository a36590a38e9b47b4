import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Config, EnginesConfig } from '#config';
import { StartError } from '#kernel';

const STORE_FILE = 'coffer.db';

export function storeFile({ dataDir }: Extract<EnginesConfig, { kind: 'embedded' }>): string {
  return join(dataDir, STORE_FILE);
}

/**
 * Refuses an embedded place that no server was ever started on: a command that is run in another folder than the server
 * would make a new store there, and new keys. What other engines hold is told by themselves.
 */
export function requireStarted({ engines }: Config): void {
  if (engines.kind !== 'embedded' || existsSync(storeFile(engines))) return;
  throw new StartError('DATA_DIR holds no store: name the one that the server runs on, or start the server first.');
}
