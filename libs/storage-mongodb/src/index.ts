export { knock } from './engine/knock.js';
export * from './storage-mongodb.module.js';
