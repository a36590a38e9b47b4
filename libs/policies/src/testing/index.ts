export { ModelReader } from '../application/model/model-reader.js';
export { CompiledModel } from '../domain/decisions/compiled-model.js';
export type { Policy, Role, Statement } from '../domain/model.js';
export { MODEL_MAX_BYTES, MODEL_MAX_PATTERNS } from '../domain/model-size.js';
export * from './authorization-model.js';
export * from './memory-model.store.js';
export * from './naive-policies.js';
export * from './policy-services.js';
export * from './slow-policies.js';
