import type { Caller, Clock, CofferError } from '#kernel';
import { damageOf, gapIn, missingRecord, readableLeaf } from '../../domain/damage.js';
import { toRecord } from '../../domain/leaf.js';
import type { AuditRecord, StoredRecord } from '../../domain/record.js';
import { ScanBudget } from '../../domain/scan-budget.js';
import type { AuditAlarm } from '../../ports/audit-alarm.js';
import type { AuditFilter, AuditLog, AuditTimes } from '../../ports/audit-log.js';
import type { AuditTrail } from '../audit-trail.js';
import type { AccountNames } from './account-names.js';

/** How many records an export reads at a time. To show them takes a few milliseconds. */
const RECORDS_A_READ = 256;

/** What one page may cost. Within the 2 s in which a request is answered [R89], it leaves time for its own record. */
const PAGE_BOUNDS = { rows: 20_000, milliseconds: 1_000 };
/** How many numbers an export with a filter looks at before it sends what matches: at most about 8 MB. */
const EXPORT_WINDOW = 4_096;

export interface AuditPage {
  /** The newest first. Short, or even empty, if the scan was ended by its budget. */
  readonly items: readonly AuditRecord[];
  /** The next page has the numbers below this one; null: this was the last page. */
  readonly next: number | null;
}

/** What is exported: what matches, from the number `fromSeq` on. */
export interface ExportRange extends AuditFilter {
  readonly fromSeq: number;
}

/**
 * Reads the trail, and records each read on it. The route's permission `audit:read` alone decides: there is only one audit,
 * so that a caller who may read any of it may read all of it.
 *
 * Throws `audit_damaged` for a record that is missing or does not fit its commitments, and tells the operator.
 */
export class AuditQuery {
  constructor(
    private readonly log: AuditLog,
    private readonly trail: AuditTrail,
    private readonly names: AccountNames,
    private readonly alarm: AuditAlarm,
    private readonly clock: Clock,
  ) {}

  /** One page of the records that match. `before`: the `next` of the previous page. */
  async page(caller: Caller, filter: AuditFilter, before: number | null, limit: number): Promise<AuditPage> {
    const budget = new ScanBudget(this.clock, PAGE_BOUNDS);
    const { records, next } = await this.log.query(filter, before, limit, budget);
    const missing = isEverything(filter) ? gapIn(records, before && before - 1, next ?? 1) : null;
    if (missing !== null) throw this.reported(missingRecord(missing));
    const sound = records.map((record) => this.sound(record));
    await this.record(caller);
    const named = this.names.naming();
    const items: AuditRecord[] = [];
    for (const record of sound) items.push(await named(record));
    return { items, next };
  }

  /**
   * The log as it is now, the oldest record first, the record of this export included. If it cannot read on, it throws
   * in the middle: an export that ends is complete. What is wrong with the first record is thrown at once.
   */
  async export(caller: Caller, range: ExportRange = { fromSeq: 1 }): Promise<AsyncIterable<AuditRecord>> {
    await this.record(caller);
    const head = await this.log.head();
    const { fromSeq: _fromSeq, from: _from, to: _to, ...terms } = range;
    const stored = isEverything(terms) ? this.whole(range, head) : this.matching(range, head);
    const records = this.each(stored);
    return startingWith(await records.next(), records);
  }

  private async *each(stored: AsyncIterable<StoredRecord>): AsyncGenerator<AuditRecord> {
    const named = this.names.naming();
    for await (const record of stored) {
      await this.clock.giveWay();
      yield await named(this.sound(record));
    }
  }

  /** Every record in the times, without a gap. */
  private async *whole({ fromSeq, ...times }: ExportRange, head: number): AsyncGenerator<StoredRecord> {
    let next = await this.log.seek(times, fromSeq);
    while (next !== null && next <= head) {
      const page = await this.pageAt(next, Math.min(RECORDS_A_READ, head - next + 1));
      const inTimes = page.filter((record) => mayBeIn(times, record));
      yield* inTimes;
      next += page.length;
      // Among records in the times, the next one is most likely in them, too: reading on costs less than a seek.
      if (inTimes.length === 0) next = await this.log.seek(times, next);
    }
  }

  /** The records from `first` on, up to a gap. At least one. */
  private async pageAt(first: number, limit: number): Promise<StoredRecord[]> {
    const records = await this.log.read(first, limit);
    const gap = records.findIndex(({ seq }, index) => seq !== first + index);
    const page = gap < 0 ? records : records.slice(0, gap);
    if (page.length === 0) throw this.reported(missingRecord(first));
    return page;
  }

  /** The records that match, window by window, since a query goes down and an export goes up. */
  private async *matching(range: ExportRange, head: number): AsyncGenerator<StoredRecord> {
    let low = await this.log.seek(range, range.fromSeq);
    while (low !== null && low <= head) {
      const high = Math.min(head, low + EXPORT_WINDOW - 1);
      yield* await this.matchesIn({ ...range, fromSeq: low }, high);
      low = await this.log.seek(range, high + 1);
    }
  }

  private async matchesIn(filter: AuditFilter, high: number): Promise<StoredRecord[]> {
    const found: StoredRecord[] = [];
    for (let before: number | null = high + 1; before !== null; ) {
      const part = await this.log.query(filter, before, RECORDS_A_READ, new ScanBudget(this.clock, PAGE_BOUNDS));
      found.push(...part.records);
      before = part.next;
    }
    return found.reverse();
  }

  private sound(stored: StoredRecord): AuditRecord {
    const damage = damageOf(stored);
    if (damage !== null) throw this.reported(damage);
    return toRecord(stored);
  }

  private reported(damage: CofferError): CofferError {
    this.alarm.raise(`the audit log is damaged: ${damage.message}`, damage);
    return damage;
  }

  private record({ request, principal }: Caller): Promise<void> {
    return this.trail.succeeded(request, principal, {
      action: 'audit:read',
      resourceType: 'audit',
      resourceId: null,
    });
  }
}

function isEverything(filter: AuditFilter): boolean {
  return Object.values(filter).every((term) => term === undefined);
}

async function* startingWith<T>(first: IteratorResult<T>, rest: AsyncGenerator<T>): AsyncGenerator<T> {
  if (first.done) return;
  yield first.value;
  yield* rest;
}

/** True also for a leaf that cannot be read, so that it is not passed over. */
function mayBeIn({ from, to }: AuditTimes, { leaf }: StoredRecord): boolean {
  if (from === undefined && to === undefined) return true;
  const at = readableLeaf(leaf)?.at;
  return at === undefined || ((from === undefined || at >= from) && (to === undefined || at < to));
}
