export { type BundleOptions, BundleWriter } from './application/bundles/bundle-writer.js';
export { AuditProofsModule } from './audit-proofs.module.js';
export {
  type CheckpointKind,
  CheckpointStore,
  type LogKey,
  type LogKeyState,
  type StoredCheckpoint,
} from './ports/checkpoint.store.js';
export { CheckpointSigner, type SignerKey } from './ports/checkpoint-signer.js';
export { type HeadKey, type SignedHead, SigningHead } from './ports/signing-head.js';
export { type FullTile, type TileAt, TileConflict, TileStore } from './ports/tile.store.js';
