import type { Caller } from '#kernel';
import { toRecord } from '../../domain/leaf.js';
import type { AuditRecord } from '../../domain/record.js';
import type { AuditFilter, AuditLog } from '../../ports/audit-log.js';
import type { AuditTrail } from '../audit-trail.js';

/** How many records an export reads at a time. */
const RECORDS_A_READ = 500;

export interface AuditPage {
  /** The newest first. */
  readonly items: readonly AuditRecord[];
  /** The next page has the numbers below this one; null: this was the last page. */
  readonly next: number | null;
}

/**
 * Reads the trail, and records each read on it. The route's permission `audit:read` alone decides: there is only one audit,
 * so that a caller who may read any of it may read all of it.
 */
export class AuditQuery {
  constructor(
    private readonly log: AuditLog,
    private readonly trail: AuditTrail,
  ) {}

  /** One page of the records that match. `before`: the `next` of the previous page. */
  async page(caller: Caller, filter: AuditFilter, before: number | null, limit: number): Promise<AuditPage> {
    const stored = await this.log.query(filter, before, limit);
    await this.record(caller);
    const last = stored.at(-1);
    return { items: stored.map(toRecord), next: last && stored.length === limit && last.seq > 1 ? last.seq : null };
  }

  /**
   * The whole log as it is now, the oldest record first, the record of this export included. If it cannot read on, it
   * throws in the middle: an export that ends is complete.
   */
  async export(caller: Caller): Promise<AsyncIterable<AuditRecord>> {
    await this.record(caller);
    return this.records(await this.log.head());
  }

  private async *records(head: number): AsyncGenerator<AuditRecord> {
    let next = 1;
    while (next <= head) {
      const stored = await this.log.read(next, Math.min(RECORDS_A_READ, head - next + 1));
      for (const record of stored) {
        if (record.seq !== next) throw new Error(`the audit log has no record ${next}`);
        yield toRecord(record);
        next++;
      }
      if (stored.length === 0) throw new Error(`the audit log has no record ${next}`);
    }
  }

  private record({ request, principal }: Caller): Promise<void> {
    return this.trail.succeeded(request, principal, {
      action: 'audit:read',
      resourceType: 'audit',
      resourceId: null,
    });
  }
}
