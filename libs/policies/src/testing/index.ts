export * from './authorization-model.js';
export * from './memory-model-store.js';
export * from './naive-policies.js';
export * from './policy-services.js';
