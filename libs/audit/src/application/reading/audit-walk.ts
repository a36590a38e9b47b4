import type { Clock } from '#kernel';
import { type Archived, archivedRecords, isArchived } from '../../domain/archived.js';
import { type Damage, isDamage, missingRecords, rangesOf } from '../../domain/damage.js';
import { readableLeaf } from '../../domain/leaf-shape.js';
import type { StoredRecord } from '../../domain/record.js';
import { ScanBudget } from '../../domain/scan-budget.js';
import type { AuditFilter, AuditLog, AuditTimes } from '../../ports/audit-log.js';

/** How many records an export reads at a time. To show them takes a few milliseconds. */
const RECORDS_A_READ = 256;
/** How many numbers an export with a filter looks at before it sends what matches: at most about 8 MB. */
const EXPORT_WINDOW = 4_096;

/** What one query may cost. Within the 2 s in which a request is answered [R89], it leaves time for its own record. */
export const PAGE_BOUNDS = { rows: 20_000, milliseconds: 1_000 };

/** What is exported: what matches, from the number `fromSeq` on, up to `toSeq`. */
export interface ExportRange extends AuditFilter {
  readonly fromSeq: number;
  /** Absent: up to the head. */
  readonly toSeq?: number;
}

/** A record as it is stored, or records that are missing or archived where it looked. */
type Found = StoredRecord | Damage | Archived;

/** Reads the log up, the oldest record first, up to the number `head`. It tells where records are archived. */
export class AuditWalk {
  constructor(
    private readonly log: AuditLog,
    private readonly clock: Clock,
  ) {}

  /** Every record in the times, and each gap on the way. */
  async *whole({ fromSeq, toSeq: _toSeq, ...times }: ExportRange, head: number): AsyncGenerator<Found> {
    yield* await this.archivedFrom(fromSeq, head);
    let next = await this.log.seek(times, fromSeq);
    while (next !== null && next <= head) {
      const read = withGaps(await this.log.read(next, Math.min(RECORDS_A_READ, head - next + 1)), next, head);
      const page = read.some(isDamage) ? await this.withArchived(read) : read;
      const inTimes = page.filter((one) => !isRecord(one) || mayBeIn(times, one));
      yield* inTimes;
      next = lastOf(page.at(-1), head) + 1;
      // Among records in the times, the next one is most likely in them, too: reading on costs less than a seek.
      if (inTimes.length === 0) next = await this.log.seek(times, next);
    }
  }

  /** The records that match, window by window, since a query goes down and an export goes up. */
  async *matching(range: ExportRange, head: number): AsyncGenerator<Found> {
    yield* await this.archivedFrom(range.fromSeq, head);
    let low = await this.log.seek(range, range.fromSeq);
    while (low !== null && low <= head) {
      const high = Math.min(head, low + EXPORT_WINDOW - 1);
      yield* await this.matchesIn({ ...range, fromSeq: low }, high);
      low = await this.log.seek(range, high + 1);
    }
  }

  /** What is archived of the numbers from `fromSeq` to `head`. */
  private async archivedFrom(fromSeq: number, head: number): Promise<Archived[]> {
    const last = Math.min((await this.log.first()) - 1, head);
    return fromSeq <= last ? [archivedRecords({ first: fromSeq, last })] : [];
  }

  /** Another process may have archived records since the walk began. They are not missing. */
  private async withArchived(page: readonly Found[]): Promise<Found[]> {
    const first = await this.log.first();
    return page.flatMap((one) => {
      if (!isDamage(one) || one.first >= first) return [one];
      const archived = archivedRecords({ first: one.first, last: Math.min(one.last, first - 1) });
      return one.last < first ? [archived] : [archived, missingRecords({ first, last: one.last })];
    });
  }

  private async matchesIn({ toSeq: _toSeq, ...filter }: ExportRange, high: number): Promise<Found[]> {
    const found: Found[] = [];
    for (let before: number | null = high + 1; before !== null; ) {
      const part = await this.log.query(filter, before, RECORDS_A_READ, new ScanBudget(this.clock, PAGE_BOUNDS));
      found.push(...part.records, ...rangesOf(part.missing).map(missingRecords));
      if (part.archivedBefore !== null)
        found.push(archivedRecords({ first: filter.fromSeq, last: part.archivedBefore - 1 }));
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

function isRecord(one: Found): one is StoredRecord {
  return !isDamage(one) && !isArchived(one);
}

function firstOf(one: Found): number {
  return isRecord(one) ? one.seq : one.first;
}

function lastOf(one: Found | undefined, head: number): number {
  if (one === undefined) return head;
  return isRecord(one) ? one.seq : one.last;
}

/** True also for a leaf that cannot be read, so that it is not passed over. */
function mayBeIn({ from, to }: AuditTimes, { leaf }: StoredRecord): boolean {
  if (from === undefined && to === undefined) return true;
  const at = readableLeaf(leaf)?.at;
  return at === undefined || ((from === undefined || at >= from) && (to === undefined || at < to));
}
