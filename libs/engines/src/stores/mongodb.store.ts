import { StorageMongodbModule } from '#storage-mongodb';
import { givenRoots } from '../roots/given-roots.js';
import type { OpenStore } from './open-store.js';

/** The roots of trust come from the environment: every node needs the same ones. */
export const openMongodb: OpenStore<'mongodb'> = ({ url, dbName, caFile }, roots) => ({
  roots: givenRoots(roots),
  notices: [],
  store: StorageMongodbModule.forRoot({ url, dbName, tlsCaFile: caFile ?? undefined }),
});
