import { packManifest, unpackManifest, type Vault } from '#entries';
import type { DocumentMapper } from '../documents.js';
import type { VaultRow } from './vault.schema.js';

export const vaultMapper: DocumentMapper<Vault, VaultRow> = {
  toFields: (vault) => ({
    state: vault.state,
    generation: vault.generation,
    topGeneration: vault.topGeneration,
    wrappedKey: vault.wrappedKey,
    manifest: packManifest(vault.manifest),
    previous: vault.previous && { ...vault.previous },
    rekey: vault.rekey && { ...vault.rekey },
    horizon: vault.horizon,
    createdAt: vault.createdAt,
  }),
  toValue: (row) => ({
    id: row._id,
    state: row.state,
    generation: row.generation,
    topGeneration: row.topGeneration,
    wrappedKey: row.wrappedKey,
    manifest: unpackManifest(row.manifest),
    previous: row.previous,
    rekey: row.rekey,
    horizon: row.horizon,
    createdAt: row.createdAt,
  }),
};
