import { existsSync } from 'node:fs';
import { Logger } from '@nestjs/common';
import { ownCommand, StartError } from '#kernel';
import { ADOPTABLE, isUnused, type KeyManagement } from '#keys';
import { StorageSqliteModule } from '#storage-sqlite';
import { embeddedRoots, privateDirectory, rootsExist } from '../roots/embedded-roots.js';
import type { OpenStore } from './open-store.js';
import { storeFile } from './sqlite-place.js';

const log = new Logger('store');

/** The roots of trust are made before the store [R64]. They are not beside it: see {@link embeddedRoots}. */
export const openSqlite: OpenStore<'sqlite'> = async ({ dataDir }, roots, keyring, clock, tell) => {
  const dir = roots.dir ?? dataDir;
  const file = storeFile(dataDir);
  const isOlder = dir !== dataDir && rootsExist(dataDir);
  const hasRoots = isOlder || rootsExist(dir);
  if (!existsSync(file)) {
    if (keyring) await requireNew(keyring, hasRoots);
  } else if (!hasRoots) throw new StartError(NO_ROOTS);
  privateDirectory('DATA_DIR', dataDir);
  privateDirectory('KEYRING_DIR', dir);
  return {
    roots: embeddedRoots(dir, roots, dataDir),
    // The local keyring is locked by now, which keeps a second server out. A command without a keyring may run beside one.
    store: StorageSqliteModule.forRoot({
      ...{ file, clock, tell, isOnlyServer: keyring !== null },
      onWarn: (message) => log.warn(message),
    }),
    notices: isOlder ? [MOVED] : [],
    // A start on it is not tried again: the file is closed with the process.
    close: async () => {},
  };
};

/**
 * Refuses the keys of a store that is elsewhere, before a store is made beside them. Without roots, it refuses every keyring with
 * a master key: new roots would stand in the way of those that an older Coffer kept beside the data.
 */
async function requireNew(keyring: KeyManagement, hasRoots: boolean): Promise<void> {
  const isNew = (await keyring.masterVersions()).length === 0 || (await keyring.boundTo()) === ADOPTABLE.byNew;
  if (isNew || (hasRoots && (await isUnused(keyring)))) return;
  throw new StartError(NO_STORE);
}

const NO_ROOTS =
  'The store is in DATA_DIR, but its roots.json is not in KEYRING_DIR: restore that folder from its backup. None was made.';
const NO_STORE =
  'DATA_DIR holds no store, but KEYRING_DIR holds the keys of one: look whether DATA_DIR is right and whether its volume is ' +
  `mounted. If a new store shall use these keys: ${ownCommand('keyring adopt --new-store')}. Nothing was made.`;
const MOVED =
  'roots.json (JWT_SECRET and PEPPER) was moved from the data to the keys. Backups of the data that hold it are to be kept like keys.';
