import { knock, StorageMongodbModule } from '#storage-mongodb';
import { givenRoots } from '../roots/given-roots.js';
import type { OpenStore, StoreConfigOf } from './open-store.js';

/** The roots of trust come from the environment: every node needs the same ones. */
export const openMongodb: OpenStore<'mongodb'> = (options, roots, _keyring, clock, tell) => {
  const store = StorageMongodbModule.forRoot(optionsOf(options), clock, tell);
  return { roots: givenRoots(roots), notices: [], store, close: store.close };
};

/** Why the server would not open. Null: it answers. */
export function mongodbFailure(store: StoreConfigOf<'mongodb'>): Promise<Error | null> {
  return knock(optionsOf(store));
}

function optionsOf({ url, dbName, caFile }: StoreConfigOf<'mongodb'>) {
  return { url, dbName, tlsCaFile: caFile ?? undefined };
}
