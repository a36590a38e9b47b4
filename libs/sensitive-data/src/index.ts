export * from './domain/sensitive-record.js';
export * from './ports/sensitive-data.store.js';
export * from './sensitive-data.module.js';
