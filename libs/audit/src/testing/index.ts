export type { LinkKey } from '../adapters/link-protocol.js';
export { TlsNodeLink } from '../adapters/tls.node-link.js';
export { Appender } from '../application/appending/appender.js';
export { Forwarding } from '../application/appending/forwarding.js';
export { LogHead } from '../application/appending/log-head.js';
export { paceOf } from '../application/appending/pace.js';
export { type Terms, type WaitingRecord, WaitingRecords } from '../application/appending/waiting-records.js';
export { assembleAudit } from '../application/assemble.js';
export { WatchedIntents } from '../application/settling/watched-intents.js';
export { AUDIT_TIMINGS } from '../application/timings.js';
export { verifyDisclosure } from '../domain/commitment.js';
export { type LeafDraft, parseLeaf, toRecord } from '../domain/leaf.js';
export { BATCH_MAX, LASTING_FIELDS, PERSONAL_FIELDS } from '../domain/record.js';
export {
  type AcceptRecords,
  type ForwardedRecords,
  NodeLink,
  type PlacedRecords,
  type Refusal,
} from '../ports/node-link.js';
export * from './audit-node.js';
export * from './audit-records.js';
export * from './cut-leases.js';
export * from './linked-nodes.js';
export * from './memory-audit-log.js';
export * from './memory-node-link.js';
export * from './recorded-trail.js';
