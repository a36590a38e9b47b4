import type { Caller, Clock } from '#kernel';
import { toRecord } from '../../domain/leaf.js';
import type { AuditRecord } from '../../domain/record.js';
import { ScanBudget } from '../../domain/scan-budget.js';
import type { AuditFilter, AuditLog, AuditTimes } from '../../ports/audit-log.js';
import type { AuditTrail } from '../audit-trail.js';

/** How many records an export reads at a time. To show them takes a few milliseconds. */
const RECORDS_A_READ = 256;

/** What one page may cost. Within the 2 s in which a request is answered [R89], it leaves time for its own record. */
const PAGE_BOUNDS = { rows: 20_000, milliseconds: 1_000 };

export interface AuditPage {
  /** The newest first. Short, or even empty, if the scan was ended by its budget. */
  readonly items: readonly AuditRecord[];
  /** The next page has the numbers below this one; null: this was the last page. */
  readonly next: number | null;
}

/** What is exported. Without `from` and `to`: everything from the number `fromSeq` on. */
export interface ExportRange extends AuditTimes {
  readonly fromSeq: number;
}

/**
 * Reads the trail, and records each read on it. The route's permission `audit:read` alone decides: there is only one audit,
 * so that a caller who may read any of it may read all of it.
 */
export class AuditQuery {
  constructor(
    private readonly log: AuditLog,
    private readonly trail: AuditTrail,
    private readonly clock: Clock,
  ) {}

  /** One page of the records that match. `before`: the `next` of the previous page. */
  async page(caller: Caller, filter: AuditFilter, before: number | null, limit: number): Promise<AuditPage> {
    const budget = new ScanBudget(this.clock, PAGE_BOUNDS);
    const { records, next } = await this.log.query(filter, before, limit, budget);
    await this.record(caller);
    return { items: records.map(toRecord), next };
  }

  /**
   * The log as it is now, the oldest record first, the record of this export included. If it cannot read on, it throws
   * in the middle: an export that ends is complete.
   */
  async export(caller: Caller, range: ExportRange = { fromSeq: 1 }): Promise<AsyncIterable<AuditRecord>> {
    await this.record(caller);
    return this.records(range, await this.log.head());
  }

  private async *records({ fromSeq, ...times }: ExportRange, head: number): AsyncGenerator<AuditRecord> {
    let next = await this.log.seek(times, fromSeq);
    while (next !== null && next <= head) {
      const page = await this.pageAt(next, Math.min(RECORDS_A_READ, head - next + 1));
      for (const record of page) {
        await this.clock.giveWay();
        if (isIn(times, record.at)) yield record;
      }
      next += page.length;
      // Among records in the times, the next one is most likely in them, too: reading on costs less than a seek.
      if (!page.some(({ at }) => isIn(times, at))) next = await this.log.seek(times, next);
    }
  }

  /** The records from `first` on, without a gap. At least one. */
  private async pageAt(first: number, limit: number): Promise<AuditRecord[]> {
    const records = (await this.log.read(first, limit)).map(toRecord);
    const missing = records.findIndex(({ seq }, index) => seq !== first + index);
    if (missing >= 0 || records.length === 0)
      throw new Error(`the audit log has no record ${first + Math.max(0, missing)}`);
    return records;
  }

  private record({ request, principal }: Caller): Promise<void> {
    return this.trail.succeeded(request, principal, {
      action: 'audit:read',
      resourceType: 'audit',
      resourceId: null,
    });
  }
}

function isIn({ from, to }: AuditTimes, at: string): boolean {
  return (from === undefined || at >= from) && (to === undefined || at < to);
}
