export * from './code-of.js';
export * from './requests.js';
