export * from './cursor-codec.js';
export * from './etag.js';
export * from './fields.js';
export * from './idempotency-key.js';
export * from './problems.js';
export * from './request.js';
export * from './route-access.js';
