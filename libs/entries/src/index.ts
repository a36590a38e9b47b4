export { type BodyHead, blobSize, type EntryBody, type VaultSnapshot } from './domain/entry-body.js';
export {
  asManifest,
  type Manifest,
  type ManifestEntry,
  packManifest,
  packSnapshot,
  unpackManifest,
  unpackSnapshot,
} from './domain/manifest.js';
export { ENTRIES_MOST, TOMBSTONES_MOST, VAULT_FORMAT, type Vault } from './domain/vault.js';
export { EntriesModule } from './entries.module.js';
export { type LoadedBodies, VaultStore } from './ports/vault.store.js';
