import type { RootsConfig, StoreConfig } from '#config';
import type { Clock, Tell } from '#kernel';
import type { KeyManagement } from '#keys';
import type { OpenedStore, OpenStore, StoreConfigOf, StoreKind } from './stores/open-store.js';

/**
 * Every store: a further one is one more entry here and in StoreConfig. Only the chosen one is loaded, because the
 * drivers of the others would take a quarter of the memory of an idle server.
 */
const STORES: { readonly [K in StoreKind]: () => Promise<OpenStore<K>> } = {
  sqlite: async () => (await import('./stores/sqlite.store.js')).openSqlite,
  mongodb: async () => (await import('./stores/mongodb.store.js')).openMongodb,
};

export async function openStore<K extends StoreKind>(
  store: StoreConfigOf<K> & { readonly kind: K },
  roots: RootsConfig,
  keyring: KeyManagement | null,
  clock: Clock,
  tell: Tell,
): Promise<OpenedStore> {
  const open = await STORES[store.kind]();
  return open(store, roots, keyring, clock, tell);
}

/** Throws why the store would not open, if it is a server. */
export async function requireStore(store: StoreConfig): Promise<void> {
  const failure = await storeFailure(store);
  if (failure) throw failure;
}

/** Why the store would not open, if it is a server. Null: it answers, or it is none. */
export async function storeFailure(store: StoreConfig): Promise<Error | null> {
  return store.kind === 'mongodb' ? (await import('./stores/mongodb.store.js')).mongodbFailure(store) : null;
}
