import type { EnginesConfig, RootsConfig } from '#config';
import { VaultKeyring } from '#keyring-vault';
import { StorageMongodbModule } from '#storage-mongodb';
import type { Opened, OpenedStore } from './opened.js';
import { rootsOf } from './roots.js';

type Production = Extract<EnginesConfig, { kind: 'production' }>;

/** The keyring answers before the store is asked for: without it there is nothing to start. */
export async function openProduction(engines: Production, roots: RootsConfig): Promise<Opened> {
  const keyring = await VaultKeyring.open(engines.vault);
  return { keyring, ...openProductionStore(engines, roots) };
}

export function openProductionStore({ mongodb: { url, dbName, caFile } }: Production, roots: RootsConfig): OpenedStore {
  const store = StorageMongodbModule.forRoot({ url, dbName, tlsCaFile: caFile ?? undefined });
  return { roots: rootsOf(roots), store };
}
