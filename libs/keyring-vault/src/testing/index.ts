export * from './vault-admin.js';
