import type { Stored } from '#kernel';
import type { ListPlace } from '../../domain/path.js';
import type { SecretSummary } from '../../domain/secret.js';

/** Rows that one request reads at most. */
export const ROWS_MAX = 5_000;
/** Scans that one request makes at most: under many narrow policies each of them finds little. */
export const SCANS_MAX = 128;
const BATCH_MAX = 1_000;

/** One page in the making, and what it may still cost. */
export class ListPage {
  readonly items: Stored<SecretSummary>[] = [];
  private rows = 0;
  private scans = 0;
  private batch: number;

  constructor(
    private readonly limit: number,
    private readonly matches: (secret: SecretSummary) => boolean,
  ) {
    // One more than fits tells whether there is more.
    this.batch = limit + 1;
  }

  /** Nothing more may be added or read. */
  get isFull(): boolean {
    return this.items.length >= this.limit || this.rows >= ROWS_MAX || this.scans >= SCANS_MAX;
  }

  /** How many rows to read next: more each time, since what was read before left the page short. */
  nextBatch(): number {
    const rows = Math.min(this.batch, ROWS_MAX - this.rows);
    this.batch = Math.min(this.batch * 2, BATCH_MAX);
    return rows;
  }

  /** Takes what matches from a scan that asked for `asked` rows. Where to go on in its range; null: the range is done. */
  take(found: readonly Stored<SecretSummary>[], asked: number): ListPlace | null {
    this.scans += 1;
    this.rows += found.length;
    let place: ListPlace | null = null;
    for (const [index, row] of found.entries()) {
      place = { path: row.value.path, id: row.value.id };
      if (!this.matches(row.value)) continue;
      this.items.push(row);
      if (this.items.length < this.limit) continue;
      return index === found.length - 1 && found.length < asked ? null : place;
    }
    return found.length < asked ? null : place;
  }
}
