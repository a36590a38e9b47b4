export { LeavesLog } from './leaves-log.js';
export * from './memory-checkpoint-store.js';
export { LocalSigner, MemorySigningHead } from './memory-signing.js';
export * from './memory-tile-store.js';
export { MemoryTree } from './memory-tree.js';
export { NoteSigner, NoteWitness } from './note-signer.js';
export * from './proof-records.js';
export { type ProofNode, ProofSite } from './proof-site.js';
