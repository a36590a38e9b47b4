export { creationId, requestHash } from '../domain/keyed-hashes.js';
export * from './a-creation.js';
export * from './memory-creation.store.js';
