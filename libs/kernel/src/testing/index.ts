export * from './code-of.js';
export * from './manual-clock.js';
export * from './memory-documents.js';
export * from './requests.js';
