export { lengthenEngineBounds } from '../time/engine-bound.js';
export * from './code-of.js';
export * from './manual-clock.js';
export * from './memory-documents.js';
export * from './memory-of-thread.js';
export * from './memory-rate-counters.js';
export * from './requests.js';
export * from './roots.js';
