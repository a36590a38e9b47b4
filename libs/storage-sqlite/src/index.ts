export type { DatabaseOptions } from './engine/database.js';
export * from './open-store.js';
export * from './storage-sqlite.module.js';
