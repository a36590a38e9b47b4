export * from './application/creation-sweep.js';
export * from './application/creations.js';
export * from './application/kept-creations.js';
export { CREATION_FORMAT, CREATION_KEPT_MS, type Creation } from './domain/creation.js';
export * from './domain/id-taken.js';
export * from './idempotency.module.js';
export * from './ports/creation.store.js';
