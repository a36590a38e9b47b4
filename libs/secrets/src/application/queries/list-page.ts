import type { Clock, Stored } from '#kernel';
import type { NameScope } from '#policies';
import type { ListPlace } from '../../domain/path.js';
import type { SecretSummary } from '../../domain/secret.js';

/** The most rows that one request reads. */
export const ROWS_MAX = 5_000;
/** The most scans that one request makes. Under many narrow policies, each scan finds few rows. */
export const SCANS_MAX = 128;
const BATCH_MAX = 1_000;

/** Collects one page of a list within the limits of one request. */
export class ListPage {
  readonly items: Stored<SecretSummary>[] = [];
  private rows = 0;
  private scans = 0;
  /** Matches of the last scan. */
  private lastFound = 0;
  private batch: number;

  constructor(
    private readonly limit: number,
    private readonly matches: (secret: SecretSummary) => boolean,
    private readonly scope: NameScope,
    private readonly clock: Clock,
  ) {
    // One row more than fits shows whether there is a next page.
    this.batch = limit + 1;
  }

  /** True if no more may be added or read. */
  get isFull(): boolean {
    const { limit, rows, scans, scope } = this;
    return this.items.length >= limit || rows >= ROWS_MAX || scans >= SCANS_MAX || scope.isSpent;
  }

  /**
   * The number of rows to read next. It doubles each time, because the rows read so far did not fill the page, but is not
   * more than fill it if as many of them match as before.
   */
  nextBatch(): number {
    const rows = Math.min(this.batch, this.expected(), ROWS_MAX - this.rows);
    this.batch = Math.min(this.batch * 2, BATCH_MAX);
    return rows;
  }

  /** Matches may lie close to each other: after a scan without any, what came before says nothing. */
  private expected(): number {
    const { limit, rows, items } = this;
    if (this.lastFound === 0) return Number.POSITIVE_INFINITY;
    return Math.max(limit + 1, Math.ceil(((limit - items.length) * rows) / items.length));
  }

  /** Adds the matches of a scan that asked for `asked` rows. Returns the place to go on from. Null: the range is done. */
  async take(found: readonly Stored<SecretSummary>[], asked: number): Promise<ListPlace | null> {
    this.scans += 1;
    this.rows += found.length;
    const before = this.items.length;
    let taken = 0;
    for (const row of found) {
      taken += 1;
      const turn = this.clock.giveWay();
      if (turn !== null) await turn;
      if (this.matches(row.value) && this.scope.allows(row.value.path)) this.items.push(row);
      if (this.items.length >= this.limit || this.scope.isSpent) break;
    }
    this.lastFound = this.items.length - before;
    const last = found[taken - 1];
    if (last === undefined || (taken === found.length && found.length < asked)) return null;
    return { path: last.value.path, id: last.value.id };
  }
}
