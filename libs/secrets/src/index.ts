export * from './application/upkeep/purge-secrets.js';
export * from './domain/metadata.js';
export * from './domain/path.js';
export * from './domain/secret.js';
export * from './ports/secret.store.js';
export * from './secrets.module.js';
