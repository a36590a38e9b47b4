export * from './domain/entry-body.js';
export * from './domain/manifest-text.js';
export * from './domain/vault.js';
export * from './entries.module.js';
export * from './ports/vault.store.js';
