import type { Clock } from '../time/clock.js';

/** How a sweep reads its rows, page by page. A place is the last row of a page. */
export interface Pages<Row> {
  read(after: Row | null, limit: number): Promise<readonly Row[]>;
  /** Sweeps the rows of a page. Returns how many it removed. */
  sweep(rows: readonly Row[]): Promise<number>;
}

/** How long one run lasts at most, in milliseconds: while it finds nothing to remove, and while it does. */
const LOOKING_MS = 1_000;
const REMOVING_MS = 10_000;

/**
 * The time of one run of a sweep. With a run each minute, most of the time stays free for requests, however large the
 * backlog is.
 */
export class RunTime {
  private readonly began: number;

  /** `stop`: ends the run before its time. */
  constructor(
    private readonly clock: Clock,
    private readonly stop?: AbortSignal,
  ) {
    this.began = clock.now();
  }

  get isStopped(): boolean {
    return this.stop?.aborted ?? false;
  }

  /** `removed`: how much the run has removed so far. */
  isOver(removed: number): boolean {
    return this.isStopped || this.clock.now() - this.began >= (removed > 0 ? REMOVING_MS : LOOKING_MS);
  }
}

/**
 * Walks over all rows once a run, for the time of {@link RunTime} at most. The next run continues where this one stopped.
 */
export class PageWalk<Row> {
  private place: Row | null = null;

  constructor(
    private readonly limit: number,
    private readonly clock: Clock,
  ) {}

  /** Returns how many rows were removed. `stop`: ends the run after the present page. */
  async run({ read, sweep }: Pages<Row>, stop?: AbortSignal): Promise<number> {
    const time = new RunTime(this.clock, stop);
    let swept = 0;
    do {
      await this.clock.giveWay();
      const rows = await read(this.place, this.limit);
      swept += await sweep(rows);
      this.place = rows.length < this.limit ? null : (rows.at(-1) ?? null);
    } while (this.place !== null && !time.isOver(swept));
    return swept;
  }
}
