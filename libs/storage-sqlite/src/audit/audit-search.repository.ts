import { type AuditFilter, type AuditScan, type AuditTimes, type ScanBudget, type ScanStep, scanDown } from '#audit';
import type { Database } from '../engine/database.js';
import { integer, type SqlRow } from '../engine/sql.js';
import type { SqlValue } from '../engine/write-protocol.js';
import type { AuditIndex } from './audit-index.repository.js';
import { SEGMENT_RECORDS } from './audit-index.schema.js';
import { toRecord } from './audit-log.mapper.js';
import { askedTerms, FREQUENT, firstOf, paramsOf, SEARCH_READS, segmentOf, type Term } from './audit-search.sql.js';

/** How many records one statement looks at where there is no index. */
const RECORDS_A_SCAN = 256;
/** How many segments one statement outlines. */
const SEGMENTS_AN_OUTLINE = 64;

/** What a scan finds, before it is known what is archived. */
type FoundScan = Omit<AuditScan, 'archivedBefore'>;
type Step = ScanStep<SqlRow>;

/**
 * Walks from the newest number down. It looks at each record that is not indexed yet, about one segment at most. In each
 * older segment it takes the records of the term that is the rarest there, and keeps those that the other terms have.
 */
export class AuditSearch {
  constructor(
    private readonly database: Database,
    private readonly index: AuditIndex,
  ) {}

  async query(filter: AuditFilter, head: number, limit: number, budget: ScanBudget): Promise<FoundScan> {
    const indexed = (await this.index.segments()) * SEGMENT_RECORDS;
    const { fromSeq = 1 } = filter;
    const step = (last: number, left: number): Promise<Step> =>
      last > indexed
        ? this.scan(filter, Math.max(indexed + 1, fromSeq, last - RECORDS_A_SCAN + 1), last, left, budget)
        : this.searchSegments(filter, last, left, budget, fromSeq);
    const { found, next } = await scanDown<SqlRow>(head, limit, budget, step, fromSeq);
    const isThere = ({ leaf }: SqlRow) => leaf !== null;
    const missing = found.filter((row) => !isThere(row)).map(({ seq }) => integer(seq));
    return { records: found.filter(isThere).map(toRecord), missing, next };
  }

  /** The lowest number from `start` on, up to `head`, at which a record in the times may be. Null: there is none. */
  async seek(times: AuditTimes, start: number, head: number): Promise<number | null> {
    // Every record is within no times.
    if (times.from === undefined && times.to === undefined) return start <= head ? start : null;
    const segments = await this.index.segments();
    const first = segmentOf(start);
    if (first < segments) {
      const [row] = await this.read(SEARCH_READS.seek, ...paramsOf(times, first, segments).slice(0, 4));
      if (row) return Math.max(start, firstOf(integer(row.segment)));
    }
    const newer = Math.max(start, firstOf(segments));
    return newer <= head ? newer : null;
  }

  private async scan(filter: AuditFilter, low: number, high: number, limit: number, budget: ScanBudget): Promise<Step> {
    const found = await this.read(SEARCH_READS.scan, ...paramsOf(filter, low, high), limit);
    const reached = found.length === limit ? integer(found.at(-1)?.seq) : low;
    budget.examine(high - reached + 1);
    const gone = await this.goneFrom(reached, high);
    if (gone.length === 0) return { found, reached };
    return { found: [...found, ...gone].sort((a, b) => integer(b.seq) - integer(a.seq)), reached };
  }

  /** A row without a leaf for each number from `low` to `high` that the log lacks. No filter can tell whether it matched. */
  private async goneFrom(low: number, high: number): Promise<SqlRow[]> {
    const [counted] = await this.read(SEARCH_READS.count, low, high);
    const numbers = high - low + 1;
    if (integer(counted?.records) === numbers) return [];
    const there = new Set((await this.read(SEARCH_READS.numbers, low, high)).map(({ seq }) => integer(seq)));
    const all = Array.from({ length: numbers }, (_, index) => low + index);
    return all.filter((seq) => !there.has(seq)).map((seq) => ({ seq, leaf: null }));
  }

  /** One outline, and a search in each of its segments that has all terms, until one of them ends the query. */
  private async searchSegments(
    filter: AuditFilter,
    last: number,
    limit: number,
    budget: ScanBudget,
    fromSeq: number,
  ): Promise<Step> {
    const highest = segmentOf(last);
    const lowest = Math.max(segmentOf(fromSeq), highest - SEGMENTS_AN_OUTLINE + 1);
    const terms = askedTerms(filter);
    const outlines = await this.read(SEARCH_READS.outline, ...paramsOf(filter, lowest, highest));
    budget.examine(highest - lowest + 1);
    const found: SqlRow[] = [];
    for (const outline of outlines) {
      budget.examine(terms.reduce((sum, [, column]) => sum + integer(outline[column]), 0));
      const rarest = rarestOf(outline.has_credentials === 1 ? terms : terms.filter(isInEachSegment), outline);
      if (rarest && outline[rarest[1]] === 0) continue;
      const segment = integer(outline.segment);
      const first = Math.max(fromSeq, firstOf(segment));
      const top = Math.min(last, firstOf(segment + 1) - 1);
      const left = limit - found.length;
      const step = rarest
        ? await this.search(filter, rarest, integer(outline[rarest[1]]), first, top, left, budget)
        : await this.scan(filter, first, top, left, budget);
      found.push(...step.found);
      if (found.length >= limit || budget.isSpent) return { found, reached: step.reached };
    }
    return { found, reached: Math.max(fromSeq, firstOf(lowest)) };
  }

  /** Looks at the records of the term `driver` in one segment, from `top` down to `first`. */
  private async search(
    filter: AuditFilter,
    [key, column]: Term,
    count: number,
    first: number,
    top: number,
    limit: number,
    budget: ScanBudget,
  ): Promise<Step> {
    const driver = [column, filter[key] ?? null];
    const params = paramsOf(filter, segmentOf(first), top);
    const found = await this.read(SEARCH_READS.search, ...params, limit, ...driver, first);
    const reached = found.length === limit ? integer(found.at(-1)?.seq) : first;
    budget.examine(count < FREQUENT ? count : top - reached + 1);
    return { found, reached };
  }

  private read(sql: string, ...params: readonly SqlValue[]): Promise<readonly SqlRow[]> {
    return this.database.longReads.all(sql, ...params);
  }
}

/** Segments that were indexed before store format 16 have no credentials. */
function isInEachSegment([key]: Term): boolean {
  return key !== 'credential';
}

/** The first of the terms with the fewest records. Undefined if no term is asked for. */
function rarestOf(terms: readonly Term[], outline: SqlRow): Term | undefined {
  const fewest = Math.min(...terms.map(([, column]) => integer(outline[column])));
  return terms.find(([, column]) => outline[column] === fewest);
}
