export * from '../application/versions/seal-context.js';
export * from '../domain/lifecycle.js';
export * from '../domain/value.js';
export * from './a-secret.js';
export * from './memory-secret.store.js';
export * from './secrets-under-test.js';
