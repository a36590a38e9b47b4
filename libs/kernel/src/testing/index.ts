export * from './manual-clock.js';
export * from './memory-documents.js';
