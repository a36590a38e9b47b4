export { CreationErasure } from './application/creation-erasure.js';
export { Creations } from './application/creations.js';
export { OwnerKeys } from './application/owner-keys.js';
export { CREATION_FORMAT, type Creation } from './domain/creation.js';
export { idTaken, isIdTaken } from './domain/id-taken.js';
export { IdempotencyModule } from './idempotency.module.js';
export { OwnerKeysModule } from './owner-keys.module.js';
export { CreationStore } from './ports/creation.store.js';
export { type OwnerKey, OwnerKeySource } from './ports/owner-keys.js';
