export { LocalSigner, MemorySigningHead } from './memory-signing.js';
export { MemoryTree } from './memory-tree.js';
export { NoteSigner, NoteWitness } from './note-signer.js';
