export * from './a-creation.js';
export * from './memory-creation.store.js';
