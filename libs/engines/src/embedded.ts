import { existsSync } from 'node:fs';
import type { EnginesConfig, RootsConfig } from '#config';
import { type Clock, StartError } from '#kernel';
import { LocalKeyring } from '#keyring-local';
import { StorageSqliteModule } from '#storage-sqlite';
import { embeddedRoots, privateDirectory, rootsExist } from './embedded-roots.js';
import type { Opened, OpenedStore } from './opened.js';
import { storeFile } from './started.js';

type Embedded = Extract<EnginesConfig, { kind: 'embedded' }>;

/** The roots of trust come before the store; the keyring makes its own as the features start [R64]. */
export async function openEmbedded(engines: Embedded, roots: RootsConfig, clock: Clock): Promise<Opened> {
  const keyring = await LocalKeyring.open({ dir: engines.keyringDir, passphrase: engines.passphrase });
  return { keyring, ...openEmbeddedStore(engines, roots, clock) };
}

/** Without the keyring, which one process holds for as long as it lives: so also while a server runs. */
export function openEmbeddedStore(engines: Embedded, roots: RootsConfig, clock: Clock): OpenedStore {
  const { dataDir } = engines;
  const file = storeFile(engines);
  if (existsSync(file) && !rootsExist(dataDir)) {
    throw new StartError(
      'The store is in DATA_DIR and its roots.json is not: restore it from a backup. None was made.',
    );
  }
  privateDirectory('DATA_DIR', dataDir);
  return { roots: embeddedRoots(dataDir, roots), store: StorageSqliteModule.forRoot({ file, clock }) };
}
