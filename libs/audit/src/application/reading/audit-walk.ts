import type { Clock } from '#kernel';
import { type Damage, isDamage, missingRecords, rangesOf, readableLeaf } from '../../domain/damage.js';
import type { StoredRecord } from '../../domain/record.js';
import { ScanBudget } from '../../domain/scan-budget.js';
import type { AuditFilter, AuditLog, AuditTimes } from '../../ports/audit-log.js';

/** How many records an export reads at a time. To show them takes a few milliseconds. */
const RECORDS_A_READ = 256;
/** How many numbers an export with a filter looks at before it sends what matches: at most about 8 MB. */
const EXPORT_WINDOW = 4_096;

/** What one query may cost. Within the 2 s in which a request is answered [R89], it leaves time for its own record. */
export const PAGE_BOUNDS = { rows: 20_000, milliseconds: 1_000 };

/** What is exported: what matches, from the number `fromSeq` on. */
export interface ExportRange extends AuditFilter {
  readonly fromSeq: number;
}

/** A record as it is stored, or records that are missing where it looked. */
type Found = StoredRecord | Damage;

/** Reads the log up, the oldest record first, up to the number `head`. */
export class AuditWalk {
  constructor(
    private readonly log: AuditLog,
    private readonly clock: Clock,
  ) {}

  /** Every record in the times, and each gap on the way. */
  async *whole({ fromSeq, ...times }: ExportRange, head: number): AsyncGenerator<Found> {
    let next = await this.log.seek(times, fromSeq);
    while (next !== null && next <= head) {
      const page = withGaps(await this.log.read(next, Math.min(RECORDS_A_READ, head - next + 1)), next, head);
      const inTimes = page.filter((one) => isDamage(one) || mayBeIn(times, one));
      yield* inTimes;
      next = lastOf(page.at(-1), head) + 1;
      // Among records in the times, the next one is most likely in them, too: reading on costs less than a seek.
      if (inTimes.length === 0) next = await this.log.seek(times, next);
    }
  }

  /** The records that match, window by window, since a query goes down and an export goes up. */
  async *matching(range: ExportRange, head: number): AsyncGenerator<Found> {
    let low = await this.log.seek(range, range.fromSeq);
    while (low !== null && low <= head) {
      const high = Math.min(head, low + EXPORT_WINDOW - 1);
      yield* await this.matchesIn({ ...range, fromSeq: low }, high);
      low = await this.log.seek(range, high + 1);
    }
  }

  private async matchesIn(filter: AuditFilter, high: number): Promise<Found[]> {
    const found: Found[] = [];
    for (let before: number | null = high + 1; before !== null; ) {
      const part = await this.log.query(filter, before, RECORDS_A_READ, new ScanBudget(this.clock, PAGE_BOUNDS));
      found.push(...part.records, ...rangesOf(part.missing).map(missingRecords));
      before = part.next;
    }
    return found.sort((a, b) => firstOf(a) - firstOf(b));
  }
}

/** The records up to `head`, and a gap where numbers from `first` on are missing. At least one of the two. */
function withGaps(records: readonly StoredRecord[], first: number, head: number): Found[] {
  const page: Found[] = [];
  let expected = first;
  for (const record of records) {
    if (record.seq > expected) page.push(missingRecords({ first: expected, last: Math.min(record.seq - 1, head) }));
    if (record.seq > head) return page;
    page.push(record);
    expected = record.seq + 1;
  }
  return page.length > 0 ? page : [missingRecords({ first, last: head })];
}

function firstOf(one: Found): number {
  return isDamage(one) ? one.first : one.seq;
}

function lastOf(one: Found | undefined, head: number): number {
  if (one === undefined) return head;
  return isDamage(one) ? one.last : one.seq;
}

/** True also for a leaf that cannot be read, so that it is not passed over. */
function mayBeIn({ from, to }: AuditTimes, { leaf }: StoredRecord): boolean {
  if (from === undefined && to === undefined) return true;
  const at = readableLeaf(leaf)?.at;
  return at === undefined || ((from === undefined || at >= from) && (to === undefined || at < to));
}
