export { type BodyHead, blobSize, type EntryBody, type VaultSnapshot } from './domain/entry-body.js';
export {
  CHANGES_MOST,
  type ManifestBase,
  packManifest,
  packSnapshot,
  unpackManifest,
  unpackSnapshot,
} from './domain/manifest.js';
export { asLines, type ManifestEntry } from './domain/manifest-lines.js';
export { ENTRIES_MOST, TOMBSTONES_MOST, type Vault } from './domain/vault.js';
export { type VaultFields, vaultFromStored, vaultToStored } from './domain/vault-fields.js';
export { EntriesModule } from './entries.module.js';
export { KnownBases } from './ports/known-bases.js';
export { type LoadedBodies, VaultStore } from './ports/vault.store.js';
