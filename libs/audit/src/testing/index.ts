export * from './audit-node.js';
export * from './audit-records.js';
export * from './memory-audit-log.js';
export * from './recorded-trail.js';
