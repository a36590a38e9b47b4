export { CANARY, CANARY_CONTEXT } from '../domain/canary.js';
export * from './a-key-ring.js';
export * from './advance-ring.js';
export * from './keys-in-memory.js';
export * from './rotation-nodes.js';
