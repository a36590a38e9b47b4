/** How a sweep reads its rows, page by page. A place is the last row of a page. */
export interface Pages<Row> {
  read(after: Row | null, limit: number): Promise<readonly Row[]>;
  /** Sweeps the rows of a page. Returns how many it removed. */
  sweep(rows: readonly Row[]): Promise<number>;
}

/** Pages of one run at most. */
const PAGES_A_RUN = 10;

/** Walks over all rows, a few pages a run. The next run continues where this one stopped. */
export class PageWalk<Row> {
  private place: Row | null = null;

  constructor(private readonly limit: number) {}

  /** Returns how many rows were removed. */
  async run({ read, sweep }: Pages<Row>): Promise<number> {
    let swept = 0;
    for (let page = 0; page < PAGES_A_RUN; page += 1) {
      const rows = await read(this.place, this.limit);
      swept += await sweep(rows);
      this.place = rows.length < this.limit ? null : (rows.at(-1) ?? null);
      if (this.place === null) break;
    }
    return swept;
  }
}
