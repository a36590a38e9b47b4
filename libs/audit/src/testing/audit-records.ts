import { newId } from '#kernel';
import { ManualClock } from '#kernel/testing';
import type { Audited } from '../application/audit-trail.js';
import { commitmentOf, disclose } from '../domain/commitment.js';
import type { AuditEntry, Disclosure, Leaf, PersonalField, StoredRecord } from '../domain/record.js';
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
};

/** A record as the log stores it. */
export function aRecord(seq: number, overrides: LeafOverrides = {}): StoredRecord {
  const { personal: values = { ip: '192.0.2.7' }, ...given } = overrides;
  const personal: Partial<Record<PersonalField, Disclosure>> = {};
  const commitments: Partial<Record<PersonalField, string>> = {};
  for (const [field, value] of Object.entries(values) as [PersonalField, string][]) {
    const disclosure = disclose(value);
    personal[field] = disclosure;
    commitments[field] = commitmentOf(field, disclosure);
  }
  const leaf: Leaf = {
    v: 1,
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
    commitments,
    ...given,
  };
  return { seq, leaf: JSON.stringify(leaf), personal };
}

/** A batch from `first` with one record for each of `leaves`. */
export function aBatch(first: number, leaves: readonly LeafOverrides[] = [{}]): AuditBatch {
  return { first, batchId: newId(), records: leaves.map((leaf, index) => aRecord(first + index, leaf)) };
}

/** A budget of rows. Its clock stands still. */
export function rowsOf(rows = Number.POSITIVE_INFINITY): ScanBudget {
  return new ScanBudget(new ManualClock(), { rows, milliseconds: 1 });
}
