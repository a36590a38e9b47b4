export { ModelReader } from '../application/model/model-reader.js';
export { CompiledModel } from '../domain/decisions/compiled-model.js';
export { MODEL_MAX_BYTES, type Policy, type Role, type Statement } from '../domain/model.js';
export * from './authorization-model.js';
export * from './memory-model.store.js';
export * from './naive-policies.js';
export * from './policy-services.js';
export * from './slow-policies.js';
