import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Config, EnginesConfig } from '#config';
import { type Clock, StartError } from '#kernel';
import { LocalKeyring } from '#keyring-local';
import { StorageSqliteModule } from '#storage-sqlite';
import { embeddedRoots, privateDirectory, rootsExist } from './embedded-roots.js';
import type { Opened } from './opened.js';

const STORE_FILE = 'coffer.db';

/** The roots of trust come before the store; the keyring makes its own as the features start [R64]. */
export async function openEmbedded(
  { dataDir, keyringDir, passphrase }: Extract<EnginesConfig, { kind: 'embedded' }>,
  { roots }: Config,
  clock: Clock,
): Promise<Opened> {
  const file = join(dataDir, STORE_FILE);
  if (existsSync(file) && !rootsExist(dataDir)) {
    throw new StartError(
      'The store is in DATA_DIR and its roots.json is not: restore it from a backup. None was made.',
    );
  }
  const keyring = await LocalKeyring.open({ dir: keyringDir, passphrase });
  privateDirectory('DATA_DIR', dataDir);
  return { keyring, roots: embeddedRoots(dataDir, roots), store: StorageSqliteModule.forRoot({ file, clock }) };
}
