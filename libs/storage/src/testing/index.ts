export * from './store-under-test.js';
