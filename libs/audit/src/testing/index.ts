export { assembleAudit } from '../application/assemble.js';
export { AUDIT_TIMINGS } from '../application/timings.js';
export { verifyDisclosure } from '../domain/commitment.js';
export { parseLeaf, toRecord } from '../domain/leaf.js';
export { LASTING_FIELDS, PERSONAL_FIELDS } from '../domain/record.js';
export * from './audit-node.js';
export * from './audit-records.js';
export * from './memory-audit-log.js';
export * from './recorded-trail.js';
