export { openSqliteStore } from '../open-store.js';
export * from './sqlite-under-test.js';
