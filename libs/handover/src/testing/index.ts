export { Unwrapping } from '../application/unwrapping.js';
export * from '../domain/wrap.js';
export * from './a-wrap.js';
export * from './handover-under-test.js';
export * from './memory-wrap.store.js';
