import type { Caller } from '#kernel';
import { toRecord } from '../../domain/leaf.js';
import type { AuditRecord } from '../../domain/record.js';
import type { AuditFilter, AuditLog } from '../../ports/audit-log.js';
import type { AuditTrail } from '../audit-trail.js';

const RECORDS_A_READ = 500;

export interface AuditPage {
  /** Newest first. */
  readonly items: readonly AuditRecord[];
  /** The next page holds numbers below this; null: there is none. */
  readonly next: number | null;
}

/**
 * Reading the trail, which is itself on the trail. Whether the caller may is the route's permission, `audit:read`,
 * alone: there is one audit, so who holds it on anything holds it on all.
 */
export class AuditQuery {
  constructor(
    private readonly log: AuditLog,
    private readonly trail: AuditTrail,
  ) {}

  /** One page of what matches; `before` is the `next` of the page before it. */
  async page(caller: Caller, filter: AuditFilter, before: number | null, limit: number): Promise<AuditPage> {
    const stored = await this.log.query(filter, before, limit);
    await this.record(caller);
    const last = stored.at(-1);
    return { items: stored.map(toRecord), next: last && stored.length === limit && last.seq > 1 ? last.seq : null };
  }

  /**
   * The whole log as it is now, this export's own record included, oldest first. An export that cannot go on throws
   * in the middle: it never ends early as if it were complete.
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
