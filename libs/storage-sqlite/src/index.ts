export * from './storage-sqlite.module.js';
