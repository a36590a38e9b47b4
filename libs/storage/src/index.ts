export * from './port-providers.js';
export * from './store-ports.js';
