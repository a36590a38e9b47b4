import { type QueryFilter, trusted } from 'mongoose';
import {
  type AuditBatch,
  type AuditFilter,
  type KnownIntent,
  type Leaf,
  type Outcome,
  readableLeaf,
  type StoredRecord,
  storedRecord,
} from '#audit';
import type { AuditEntryRow } from './audit-index.schema.js';
import type { AuditBatchRow, AuditRecordRow } from './audit-log.schema.js';

export type IndexedField =
  | 'requestId'
  | 'decision'
  | 'credential'
  | 'resource'
  | 'ip'
  | 'outcome'
  | 'actor'
  | 'action'
  | 'at';

/** One condition of a filter. `field`: the first field of the index that serves it. */
export interface EntryTerm {
  readonly field: IndexedField;
  readonly condition: QueryFilter<AuditEntryRow>;
}

/** The fields in which an intent and its outcome agree. */
export type IntentPart = Pick<AuditEntryRow, 'requestId' | 'action' | 'resourceType' | 'resource'>;

export function toBatchRow({ first, batchId, records, hashes }: AuditBatch): AuditBatchRow {
  const requests = records.map(({ leaf }) => JSON.parse(leaf) as Leaf).filter(isOutcome);
  const closes = [...new Set(requests.map(({ request_id }) => request_id))];
  return { _id: first, last: first + records.length - 1, batchId, closes, hashes, records: [...records] };
}

/** Null: somebody altered it, so that it cannot be read. */
export function leafOf(record: Pick<StoredRecord, 'leaf'>): Leaf | null {
  return readableLeaf(record.leaf);
}

/** Records of store formats up to 7 have nothing lasting. */
export function toRecord(row: AuditRecordRow): StoredRecord {
  return storedRecord(row.seq, row.leaf, row.personal, row.lasting ?? {});
}

/** A record that cannot be read has an entry that no filter finds. A query without one shows that it is damaged. */
export function toEntryRow(row: AuditRecordRow, batch: number): AuditEntryRow {
  const record = toRecord(row);
  const leaf = leafOf(record);
  if (leaf === null) return unreadableEntry(record.seq, batch);
  const name = record.lasting.resource_name?.value;
  return {
    _id: record.seq,
    batch,
    at: Date.parse(leaf.at),
    actor: leaf.actor_id,
    action: leaf.action,
    resourceType: leaf.resource_type,
    resource: name === undefined || name === leaf.resource_id ? leaf.resource_id : [leaf.resource_id, name],
    outcome: leaf.outcome,
    requestId: leaf.request_id,
    ip: record.personal.ip?.value ?? null,
    ...(leaf.decision_id ? { decision: leaf.decision_id } : {}),
    ...(leaf.credential ? { credential: leaf.credential } : {}),
  };
}

function unreadableEntry(seq: number, batch: number): AuditEntryRow {
  const none = { actor: null, resource: null, ip: null };
  const empty = { action: '', resourceType: '', outcome: '' as Outcome, requestId: '' };
  return { _id: seq, batch, at: Number.NaN, ...none, ...empty };
}

export function intentKey(of: IntentPart): string {
  return JSON.stringify([of.requestId, of.action, of.resourceType, resourceIdOf(of)]);
}

/** What the index has of an intent. */
export function knownOf(row: IntentPart): KnownIntent {
  const { requestId: request_id, resourceType: resource_type } = row;
  return { request_id, action: row.action as Leaf['action'], resource_type, resource_id: resourceIdOf(row) };
}

function resourceIdOf({ resource }: Pick<IntentPart, 'resource'>): string | null {
  return Array.isArray(resource) ? resource[0] : (resource as string | null);
}

/** True if an entry is the outcome of an intent. A `succeeded` read is counted too, although no intent precedes it. */
export function isOutcome({ outcome }: Pick<AuditEntryRow, 'outcome'>): boolean {
  return outcome === 'succeeded' || outcome === 'failed' || outcome === 'unknown';
}

/** What each given filter asks of an entry, one condition on one field each. Each field has an index of its own. */
export function toTerms(filter: AuditFilter): readonly EntryTerm[] {
  const from = filter.from === undefined ? {} : { $gte: Date.parse(filter.from) };
  const to = filter.to === undefined ? {} : { $lt: Date.parse(filter.to) };
  const at = { ...from, ...to };
  const wanted: readonly (readonly [IndexedField, unknown])[] = [
    ['requestId', filter.requestId],
    ['decision', filter.decisionId],
    ['credential', filter.credential],
    ['resource', filter.resource],
    ['ip', filter.ip],
    ['outcome', filter.outcome],
    ['actor', filter.actor],
    ['action', filter.action],
    ['at', Object.keys(at).length === 0 ? undefined : trusted(at)],
  ];
  return wanted
    .filter(([, value]) => value !== undefined)
    .map(([field, value]) => ({ field, condition: { [field]: value } }));
}
