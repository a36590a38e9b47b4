export * from './storage-mongodb.module.js';
