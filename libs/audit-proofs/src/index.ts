export { type Archive, type ArchiveStep, Archiving } from './application/archive/archive.js';
export { type BundleOptions, BundleWriter } from './application/bundles/bundle-writer.js';
export { CheckpointRounds, type OnPublished } from './application/checkpoints/checkpoint-rounds.js';
export { keyOf, logKeys, signingKeys } from './application/checkpoints/log-keys.js';
export { PublishedCheckpoints } from './application/checkpoints/published.js';
export { type CheckpointState, RoundsWatch } from './application/checkpoints/rounds-watch.js';
export { StartCheck } from './application/checkpoints/start-check.js';
export { AcceptRestore, type FoundRestore } from './application/restore/accept-restore.js';
export { openNextLog } from './application/restore/open-next-log.js';
export type { ScrubState } from './application/scrubbing/findings.js';
export { TreeScrub } from './application/scrubbing/tree-scrub.js';
export { RingSigner } from './application/signing/ring-signer.js';
export { ArchivedTile, DamagedTile } from './application/tree/damaged-tile.js';
export { Tree } from './application/tree/tree.js';
export { AuditProofsModule } from './audit-proofs.module.js';
export { AuditReadingModule } from './audit-reading.module.js';
export * from './domain/notes/checkpoint.js';
export * from './domain/notes/cosignature.js';
export * from './domain/notes/ed25519.js';
export * from './domain/notes/note.js';
export { NoteError } from './domain/notes/note-error.js';
export * from './domain/notes/note-key.js';
export * from './domain/notes/policy.js';
export * from './domain/notes/policy-file.js';
export * from './domain/notes/proof-file.js';
export { type HeadKey, headOfRecord, recordOfHead, type SignedHead } from './domain/signed-head.js';
export * from './domain/tree/entries.js';
export * from './domain/tree/merkle.js';
export * from './domain/tree/tiles.js';
export * from './domain/tree/verify.js';
export {
  CHECKPOINT_FORMAT,
  type CheckpointKind,
  CheckpointStore,
  type LogKey,
  type LogKeyState,
  type StoredCheckpoint,
} from './ports/checkpoint.store.js';
export { CheckpointSigner, type SignerKey } from './ports/checkpoint-signer.js';
export { SigningHead, SigningRefused } from './ports/signing-head.js';
export { type FullTile, TileConflict, TileStore } from './ports/tile.store.js';
export { firstLeft, type StoredTiles, tilesToInsert } from './ports/tile-order.js';
export { requireGrowth, type WitnessedLog, WitnessedLogs } from './ports/witnessed-logs.js';
export { ProofPartsModule } from './proof-parts.module.js';
export { WitnessModule, witnessesOf } from './witness.module.js';
