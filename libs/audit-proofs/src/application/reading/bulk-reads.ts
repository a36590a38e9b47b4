import type { AuditTrail } from '#audit';
import { BoundedCache, type Caller, type Clock } from '#kernel';
import { AUDIT_READ } from './audit-read.js';

/** How long one record stands for further reads of the same caller, in milliseconds. */
export const ONE_RECORD_MS = 300_000;
/** Callers that are remembered. One that was forgotten gets another record. */
const CALLERS = 10_000;

/**
 * Records reads of tiles and entries. A verifier reads them by the thousand, and a record for each would make every check
 * of the log grow the log. So one record, `audit:read`, stands for what a caller reads in 5 minutes: one credential, from
 * one address. Refusals are not counted here: each has a record of its own.
 */
export class BulkReads {
  private readonly recorded: BoundedCache<Promise<void>>;

  constructor(
    private readonly trail: AuditTrail,
    clock: Clock,
  ) {
    this.recorded = new BoundedCache(clock, { max: CALLERS, maxAgeMs: ONE_RECORD_MS });
  }

  /** Resolves when the record of this read, or of one that it stands for, is durable. PartUnavailable('audit') if it is not. */
  record(caller: Caller): Promise<void> {
    const { principal, request } = caller;
    const key = JSON.stringify([principal.userId, principal.credential, request.ip]);
    const before = this.recorded.get(key);
    if (before !== undefined) return before;
    const record = this.trail.succeeded(request, principal, AUDIT_READ);
    this.recorded.set(key, record);
    record.catch(() => this.forget(key, record));
    return record;
  }

  private forget(key: string, record: Promise<void>): void {
    if (this.recorded.get(key) === record) this.recorded.delete(key);
  }
}
