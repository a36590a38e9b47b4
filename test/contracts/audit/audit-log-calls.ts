import type { AuditFilter, AuditLog, StoredRecord } from '#audit';
import { aBatch, type LeafOverrides, rowsOf } from '#audit/testing';

/** Appends one batch after the head as it is now, as long as that takes; resolves with its first number. */
export async function appendNext(log: AuditLog, leaves: readonly LeafOverrides[]): Promise<number> {
  for (;;) {
    const first = (await log.head()) + 1;
    if ((await log.append(aBatch(first, leaves))) === 'appended') return first;
  }
}

/** What a query without a budget finds. */
export async function recordsOf(
  log: AuditLog,
  filter: AuditFilter,
  before: number | null = null,
  limit = 100,
): Promise<readonly StoredRecord[]> {
  return (await log.query(filter, before, limit, rowsOf())).records;
}

export async function seqsOf(
  log: AuditLog,
  filter: AuditFilter,
  before: number | null = null,
  limit = 100,
): Promise<number[]> {
  return (await recordsOf(log, filter, before, limit)).map(({ seq }) => seq);
}
