import { existsSync } from 'node:fs';
import { StartError } from '#kernel';
import { StorageSqliteModule } from '#storage-sqlite';
import { embeddedRoots, privateDirectory, rootsExist } from '../roots/embedded-roots.js';
import type { OpenStore } from './open-store.js';
import { storeFile } from './sqlite-place.js';

/** The roots of trust are made before the store [R64]. */
export const openSqlite: OpenStore<'sqlite'> = ({ dataDir }, roots, clock) => {
  const file = storeFile(dataDir);
  if (existsSync(file) && !rootsExist(dataDir)) {
    throw new StartError(
      'The store is in DATA_DIR and its roots.json is not: restore it from a backup. None was made.',
    );
  }
  privateDirectory('DATA_DIR', dataDir);
  return { roots: embeddedRoots(dataDir, roots), store: StorageSqliteModule.forRoot({ file, clock }) };
};
