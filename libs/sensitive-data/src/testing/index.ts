export * from '../application/record-sealing.js';
export * from './a-sensitive-record.js';
export * from './memory-sensitive-data.store.js';
export * from './sensitive-data-under-test.js';
