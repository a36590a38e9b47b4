export * from './application/audit-runtime.js';
export { type Actor, AuditTrail } from './application/audit-trail.js';
export * from './application/personal-erasure.js';
export { Settlements } from './application/settling/settlements.js';
export * from './audit.module.js';
export type { Leaf, Outcome, StoredRecord } from './domain/record.js';
export * from './domain/unpublished.js';
export * from './ports/audit-log.js';
export * from './ports/settlement.js';
