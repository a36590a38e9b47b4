import { type Archived, isArchived } from './archived.js';
import { changesInWords } from './changes.js';
import { type Damage, isDamage } from './damage.js';
import type { AuditRecord } from './record.js';

/** The fields that are shown, in the order of a report's columns. The node is not shown: only the audit itself uses it. */
export const SHOWN_FIELDS = [
  'seq',
  'at',
  'actor_id',
  'actor_name',
  'action',
  'resource_type',
  'resource_id',
  'resource_name',
  'version',
  'outcome',
  'changes',
  'ip',
  'user_agent',
  'request_id',
  'decision_id',
  'credential_id',
  'model_revision',
  'access_reason',
  'decision_reason',
  'repeats',
  'repeats_first',
  'repeats_last',
] as const;

type RenamedField = `repeats${string}` | 'credential_id' | 'model_revision';
type PlainField = Exclude<(typeof SHOWN_FIELDS)[number], RenamedField>;

export interface ShownRecord extends Pick<AuditRecord, PlainField> {
  /** How many attempts the record stands for; null: for one. */
  readonly repeats: number | null;
  readonly repeats_first: string | null;
  readonly repeats_last: string | null;
  readonly credential_id: string | null;
  readonly model_revision: number | null;
}

/** The listed fields of a record; no other one leaves the server. */
export function shown(record: AuditRecord): ShownRecord {
  return {
    seq: record.seq,
    at: record.at,
    actor_id: record.actor_id,
    actor_name: record.actor_name,
    action: record.action,
    resource_type: record.resource_type,
    resource_id: record.resource_id,
    resource_name: record.resource_name,
    version: record.version,
    outcome: record.outcome,
    changes: record.changes,
    ip: record.ip,
    user_agent: record.user_agent,
    request_id: record.request_id,
    decision_id: record.decision_id,
    credential_id: record.credential,
    model_revision: record.model,
    access_reason: record.access_reason,
    decision_reason: record.decision_reason,
    repeats: record.repeats?.count ?? null,
    repeats_first: record.repeats?.first ?? null,
    repeats_last: record.repeats?.last ?? null,
  };
}

/** A record in a page of a query. */
export interface ListedRecord extends ShownRecord {
  /** `true`: the newest checkpoint covers it. `pending`: the next one will. */
  readonly included: true | 'pending';
}

/** `published`: how many records the newest checkpoint covers. */
export function listed(record: AuditRecord, published: number): ListedRecord {
  return { ...shown(record), included: record.seq <= published || 'pending' };
}

/** What stands in place of records that are missing or altered. */
export interface ShownDamage {
  /** The number of the first of them. */
  readonly seq: number;
  readonly to_seq: number;
  readonly damage: string;
}

export function shownDamage({ first, last, what }: Damage): ShownDamage {
  return { seq: first, to_seq: last, damage: what };
}

/** What stands in place of records that are archived. */
export interface ShownArchived {
  /** The number of the first of them. */
  readonly seq: number;
  readonly to_seq: number;
  readonly archived: string;
}

/** One line of an export. */
export function shownLine(one: AuditRecord | Damage | Archived): ShownRecord | ShownDamage | ShownArchived {
  if (isArchived(one)) return { seq: one.first, to_seq: one.last, archived: one.archived };
  return isDamage(one) ? shownDamage(one) : shown(one);
}

/** The columns of a table: those of a record, then why there is none. */
export const TABLE_COLUMNS = [...SHOWN_FIELDS, 'damage'] as const;

type TableRow = Partial<Record<(typeof TABLE_COLUMNS)[number], string | number | null>>;

/** One row of a table. The changes of a record are one text. */
export function tableRow(one: AuditRecord | Damage | Archived): TableRow {
  if (isArchived(one)) return { seq: one.first, damage: one.archived };
  if (isDamage(one)) return { seq: one.first, damage: one.what };
  const { changes, ...cells } = shown(one);
  return { ...cells, changes: changes && changesInWords(changes), damage: null };
}
