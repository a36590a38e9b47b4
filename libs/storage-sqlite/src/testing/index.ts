export * from './sqlite-under-test.js';
