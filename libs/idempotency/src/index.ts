export { Creations } from './application/creations.js';
export { CREATION_FORMAT, type Creation } from './domain/creation.js';
export { idTaken, isIdTaken } from './domain/id-taken.js';
export { IdempotencyModule } from './idempotency.module.js';
export { CreationStore } from './ports/creation.store.js';
