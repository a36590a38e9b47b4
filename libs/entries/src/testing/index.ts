export * from './a-vault.js';
export * from './entries-under-test.js';
export * from './memory-vault.store.js';
