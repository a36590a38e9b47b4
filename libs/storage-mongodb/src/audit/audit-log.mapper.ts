import { type QueryFilter, trusted } from 'mongoose';
import type { AuditBatch, AuditFilter, Leaf, StoredRecord } from '#audit';
import type { AuditEntryRow } from './audit-index.schema.js';
import type { AuditBatchRow } from './audit-log.schema.js';

/** The fields in which an intent and its outcome agree. */
export type IntentPart = Pick<AuditEntryRow, 'requestId' | 'action' | 'resourceType' | 'resource'>;

export function toBatchRow({ first, batchId, records }: AuditBatch): AuditBatchRow {
  return { _id: first, last: first + records.length - 1, batchId, records: [...records] };
}

export function leafOf(record: StoredRecord): Leaf {
  return JSON.parse(record.leaf) as Leaf;
}

export function toEntryRow(record: StoredRecord, batch: number): AuditEntryRow {
  const leaf = leafOf(record);
  return {
    _id: record.seq,
    batch,
    at: Date.parse(leaf.at),
    actor: leaf.actor_id,
    action: leaf.action,
    resourceType: leaf.resource_type,
    resource: leaf.resource_id,
    outcome: leaf.outcome,
    requestId: leaf.request_id,
    ip: record.personal.ip?.value ?? null,
  };
}

export function intentKey(of: IntentPart): string {
  return JSON.stringify([of.requestId, of.action, of.resourceType, of.resource]);
}

/** True if an entry is the outcome of an intent. A `succeeded` read is counted too, although no intent precedes it. */
export function isOutcome({ outcome }: Pick<AuditEntryRow, 'outcome'>): boolean {
  return outcome === 'succeeded' || outcome === 'failed' || outcome === 'unknown';
}

/** Matches entries with numbers below `before` for which every given filter holds. */
export function toEntryFilter(filter: AuditFilter, before: number): QueryFilter<AuditEntryRow> {
  const from = filter.from === undefined ? {} : { $gte: Date.parse(filter.from) };
  const to = filter.to === undefined ? {} : { $lt: Date.parse(filter.to) };
  const at = { ...from, ...to };
  return {
    _id: trusted({ $lt: before }),
    ...(Object.keys(at).length === 0 ? {} : { at: trusted(at) }),
    ...(filter.actor === undefined ? {} : { actor: filter.actor }),
    ...(filter.action === undefined ? {} : { action: filter.action }),
    ...(filter.resource === undefined ? {} : { resource: filter.resource }),
    ...(filter.outcome === undefined ? {} : { outcome: filter.outcome }),
    ...(filter.ip === undefined ? {} : { ip: filter.ip }),
    ...(filter.requestId === undefined ? {} : { requestId: filter.requestId }),
  };
}
