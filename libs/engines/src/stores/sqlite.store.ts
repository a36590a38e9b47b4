import { existsSync } from 'node:fs';
import { Logger } from '@nestjs/common';
import { StartError } from '#kernel';
import { StorageSqliteModule } from '#storage-sqlite';
import { embeddedRoots, moveRoots, privateDirectory, rootsExist } from '../roots/embedded-roots.js';
import type { OpenStore } from './open-store.js';
import { storeFile } from './sqlite-place.js';

const log = new Logger('store');

/** The roots of trust are made before the store [R64]. They are not beside it: see {@link embeddedRoots}. */
export const openSqlite: OpenStore<'sqlite'> = ({ dataDir }, roots, clock) => {
  const dir = roots.dir ?? dataDir;
  const file = storeFile(dataDir);
  if (existsSync(file) && !rootsExist(dir) && !rootsExist(dataDir)) {
    throw new StartError(
      'The store is in DATA_DIR, but its roots.json is not in KEYRING_DIR: restore that folder from its backup. None was made.',
    );
  }
  privateDirectory('DATA_DIR', dataDir);
  privateDirectory('KEYRING_DIR', dir);
  const moved = dir !== dataDir && moveRoots(dataDir, dir);
  return {
    roots: embeddedRoots(dir, roots),
    store: StorageSqliteModule.forRoot({ file, clock, onWarn: (message) => log.warn(message) }),
    notices: moved ? [MOVED] : [],
  };
};

const MOVED =
  'roots.json (JWT_SECRET and PEPPER) was moved from the data to the keys. Backups of the data that hold it are to be kept like keys.';
