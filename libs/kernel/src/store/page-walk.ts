/** How a sweep reads: a page of rows after a place, which is a row itself. */
export interface Pages<Row> {
  read(after: Row | null, limit: number): Promise<readonly Row[]>;
  /** Looks at the rows of a page; how many it removed. */
  sweep(rows: readonly Row[]): Promise<number>;
}

/** Pages that one run reads at most. */
const PAGES_A_RUN = 10;

/** Walks over everything there is, a few pages a run: the next run goes on where this one stopped. */
export class PageWalk<Row> {
  private place: Row | null = null;

  constructor(private readonly limit: number) {}

  /** Resolves to how many were removed. */
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
