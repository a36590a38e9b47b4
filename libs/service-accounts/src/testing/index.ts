export * from './a-provider.js';
export * from './local-issuer.js';
export * from './memory-workload-stores.js';
