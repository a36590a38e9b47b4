export { type BodyHead, blobSize, type EntryBody, type VaultSnapshot } from './domain/entry-body.js';
export { packManifest, packSnapshot, unpackManifest, unpackSnapshot } from './domain/manifest-text.js';
export { ENTRIES_MOST, type ManifestEntry, TOMBSTONES_MOST, VAULT_FORMAT, type Vault } from './domain/vault.js';
export { EntriesModule } from './entries.module.js';
export { type LoadedBodies, VaultStore } from './ports/vault.store.js';
