export * from './memory-user.store.js';
export * from './passwords.js';
export * from './user-services.js';
