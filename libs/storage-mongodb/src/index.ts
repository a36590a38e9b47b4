export type { StorageMongodbOptions } from './engine/connection.js';
export { type StorageMongodbAsyncOptions, StorageMongodbModule } from './storage-mongodb.module.js';
