import { newId } from '#kernel';
import { ManualClock } from '#kernel/testing';
import type { Audited } from '../application/audited.js';
import { commitmentOf, disclose } from '../domain/commitment.js';
import { leafHashesOf } from '../domain/leaf-hashes.js';
import type {
  AuditEntry,
  CommittedField,
  Disclosure,
  LastingField,
  Leaf,
  PersonalField,
  StoredRecord,
} from '../domain/record.js';
import { ScanBudget } from '../domain/scan-budget.js';
import type { AuditBatch } from '../ports/audit-log.js';
import type { MemoryAuditLog } from './memory-audit-log.js';

/** A read and a mutation of one secret. */
export const READ: Audited = { action: 'secret:reveal', resourceType: 'secret', resourceId: 's1' };
export const WRITE: Audited = { action: 'secret:rotate', resourceType: 'secret', resourceId: 's1' };

/** The outcomes of all records, in the order of the log. */
export function outcomesOf(log: MemoryAuditLog): string[] {
  return log.leaves().map(({ outcome }) => outcome);
}

export type LeafOverrides = Partial<Omit<Leaf, 'seq' | 'v'>> & {
  readonly personal?: Partial<Record<PersonalField, string>>;
  readonly lasting?: Partial<Record<LastingField, string>>;
};

/** A record as the log stores it. */
export function aRecord(seq: number, overrides: LeafOverrides = {}): StoredRecord {
  const { personal: personalValues = { ip: '192.0.2.7' }, lasting: lastingValues = {}, ...given } = overrides;
  const [personal, lasting] = [disclosed(personalValues), disclosed(lastingValues)];
  const all = Object.entries({ ...personal, ...lasting }) as [CommittedField, Disclosure][];
  const commitments = Object.fromEntries(all.map(([field, value]) => [field, commitmentOf(field, value)]));
  const leaf: Leaf = {
    v: 2,
    seq,
    at: new Date(1_790_000_000_000 + seq).toISOString(),
    node: 'node-a',
    actor_id: newId(),
    action: 'secret:reveal',
    resource_type: 'secret',
    resource_id: newId(),
    outcome: 'succeeded' satisfies AuditEntry['outcome'],
    request_id: newId(),
    decision_id: null,
    model: null,
    credential: null,
    version: null,
    commitments,
    ...given,
  };
  return { seq, leaf: JSON.stringify(leaf), personal, lasting };
}

/** `count` records from the number `first` on that have all else of `record`. Much faster than to make each. */
export function copiesOf(record: StoredRecord, first: number, count: number): StoredRecord[] {
  const numbered = `"seq":${record.seq},`;
  return Array.from({ length: count }, (_, at) => {
    const seq = first + at;
    return { ...record, seq, leaf: record.leaf.replace(numbered, `"seq":${seq},`) };
  });
}

function disclosed<Field extends CommittedField>(values: Partial<Record<Field, string>>) {
  const entries = Object.entries(values) as [Field, string][];
  return Object.fromEntries(entries.map(([field, value]) => [field, disclose(value)])) as Partial<
    Record<Field, Disclosure>
  >;
}

/** A batch from `first` with one record for each of `leaves`. */
export function aBatch(first: number, leaves: readonly LeafOverrides[] = [{}]): AuditBatch {
  return batchOf(
    first,
    leaves.map((leaf, index) => aRecord(first + index, leaf)),
  );
}

/** A batch from `first` with these records, whatever their numbers are. */
export function batchOf(first: number, records: readonly StoredRecord[]): AuditBatch {
  return { first, batchId: newId(), records, hashes: leafHashesOf(records) };
}

/** A budget of rows. Its clock stands still. */
export function rowsOf(rows = Number.POSITIVE_INFINITY): ScanBudget {
  return new ScanBudget(new ManualClock(), { rows, milliseconds: 1 });
}
