export * from './a-provider.js';
export * from './an-api-key.js';
export * from './key-node.js';
export * from './local-issuer.js';
export * from './memory-api-key.store.js';
export * from './memory-workload-stores.js';
export * from './service-account-node.js';
export * from './workload-services.js';
