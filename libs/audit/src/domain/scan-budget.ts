import type { Clock } from '#kernel';

export interface ScanBounds {
  /** Rows of the store, of its indexes too. */
  readonly rows: number;
  readonly milliseconds: number;
}

/**
 * What one query may cost. A store reports the rows that it looks at, and ends the query soon after the budget is
 * spent: at most one of its steps later.
 */
export class ScanBudget {
  private rows = 0;
  private readonly until: number;

  constructor(
    private readonly clock: Clock,
    private readonly bounds: ScanBounds,
  ) {
    this.until = clock.now() + bounds.milliseconds;
  }

  /** How many rows were looked at. */
  get examined(): number {
    return this.rows;
  }

  get isSpent(): boolean {
    return this.rows >= this.bounds.rows || this.clock.now() >= this.until;
  }

  examine(rows: number): void {
    this.rows += rows;
  }
}
