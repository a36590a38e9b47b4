export { READ_WITHIN_MS } from '../engine/bounded-reads.js';
export type { StorageMongodbOptions } from '../engine/connection.js';
export * from '../engine/migrations.js';
export * from '../engine/store-format.schema.js';
export * from './mongodb-under-test.js';
