export { creationHashes } from '../domain/creation-hashes.js';
export * from './a-creation.js';
export * from './memory-creation.store.js';
