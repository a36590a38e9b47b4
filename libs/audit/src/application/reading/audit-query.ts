import type { Caller, Clock } from '#kernel';
import { type Archived, notArchived } from '../../domain/archived.js';
import { checked, type Damage, gapsIn, isDamage, missingRecords, rangesOf } from '../../domain/damage.js';
import type { AuditRecord } from '../../domain/record.js';
import { ScanBudget } from '../../domain/scan-budget.js';
import type { AuditFilter, AuditLog, AuditScan } from '../../ports/audit-log.js';
import type { AuditTrail } from '../audit-trail.js';
import type { AccountNames } from './account-names.js';
import { type ExportRange, PAGE_BOUNDS } from './audit-walk.js';
import { isEverything, type ShownRecords } from './shown-records.js';
import { startingWith } from './starting-with.js';

export interface AuditPage {
  /** The newest first. Short, or even empty, if the scan was ended by its budget. */
  readonly items: readonly AuditRecord[];
  /** What is wrong in this part of the log, the newest first. These records are not among the items. */
  readonly damage: readonly Damage[];
  /** The next page has the numbers below this one; null: this was the last page. */
  readonly next: number | null;
  /** Set where the page has reached archived records: the lowest number that is not archived. */
  readonly archivedBefore: number | null;
}

/**
 * Reads the trail, and records each read on it. The route's permission `audit:read` alone decides: there is only one audit,
 * so that a caller who may read any of it may read all of it.
 *
 * A record that is missing or does not fit its commitments is told in its place, and to the operator. What stands before
 * and behind it is read: whoever alters one record must not hide the others.
 */
export class AuditQuery {
  constructor(
    private readonly log: AuditLog,
    private readonly trail: AuditTrail,
    private readonly names: AccountNames,
    private readonly shown: ShownRecords,
    private readonly clock: Clock,
  ) {}

  /** One page of the records that match. `before`: the `next` of the previous page. */
  async page(caller: Caller, filter: AuditFilter, before: number | null, limit: number): Promise<AuditPage> {
    const scan = await this.log.query(filter, before, limit, new ScanBudget(this.clock, PAGE_BOUNDS));
    await this.record(caller);
    const named = this.names.naming();
    const report = this.shown.reporting();
    const gaps = gapsOf(scan, isEverything(filter) ? before : undefined);
    // Another process may have archived them since.
    const missing = gaps.length === 0 ? [] : notArchived(gaps, await this.log.first());
    const damage = missing.map(missingRecords);
    const items: AuditRecord[] = [];
    for (const stored of scan.records) {
      const one = checked(stored);
      if (isDamage(one)) damage.push(one);
      else items.push(await named(one));
    }
    damage.forEach(report);
    const { next, archivedBefore } = scan;
    return { items, damage: damage.sort((a, b) => b.first - a.first), next, archivedBefore };
  }

  /**
   * The log as it is now, the oldest record first, the record of this export included. If it cannot read on, it throws
   * in the middle: an export that ends is complete.
   */
  async export(
    caller: Caller,
    range: ExportRange = { fromSeq: 1 },
  ): Promise<AsyncIterable<AuditRecord | Damage | Archived>> {
    await this.record(caller);
    const head = Math.min(await this.log.head(), range.toSeq ?? Number.POSITIVE_INFINITY);
    const records = this.shown.each(range, head);
    return startingWith(await records.next(), records);
  }

  private record({ request, principal }: Caller): Promise<void> {
    return this.trail.succeeded(request, principal, {
      action: 'audit:read',
      resourceType: 'audit',
      resourceId: null,
    });
  }
}

/** What is missing. `before`: of a query without a filter, which leaves out no number; undefined: there was a filter. */
function gapsOf({ records, missing, next, archivedBefore }: AuditScan, before: number | null | undefined) {
  if (before === undefined) return rangesOf(missing);
  const seqs = records.map(({ seq }) => seq);
  const top = before === null ? Math.max(seqs[0] ?? 0, missing[0] ?? 0) : before - 1;
  return gapsIn(seqs, top, next ?? archivedBefore ?? 1);
}
