import type { Config, EnginesConfig } from '#config';
import { VaultKeyring } from '#keyring-vault';
import { StorageMongodbModule } from '#storage-mongodb';
import type { Opened } from './opened.js';
import { rootsOf } from './roots.js';

/** The keyring answers before the store is asked for: without it there is nothing to start. */
export async function openProduction(
  { mongodb: { url, dbName, caFile }, vault }: Extract<EnginesConfig, { kind: 'production' }>,
  { roots }: Config,
): Promise<Opened> {
  const keyring = await VaultKeyring.open(vault);
  const store = StorageMongodbModule.forRoot({ url, dbName, tlsCaFile: caFile ?? undefined });
  return { keyring, roots: rootsOf(roots), store };
}
