export type { StorageMongodbOptions } from './connection.js';
export { type StorageMongodbAsyncOptions, StorageMongodbModule } from './storage-mongodb.module.js';
