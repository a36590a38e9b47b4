/** Something that is wrong in a bundle. */
export interface Problem {
  /** The number of the first record that is concerned. Null: no record is, or it cannot be told. */
  readonly record: number | null;
  /** A sentence. It shows numbers, paths and names of fields, never a value. */
  readonly what: string;
}

export const MOST_KEPT = 100;

/** What is wrong in a bundle: the first problems by their records, and how many there are. */
export class Problems {
  private kept: Problem[] = [];
  private count = 0;

  get total(): number {
    return this.count;
  }

  add(record: number | null, what: string): void {
    this.count++;
    this.kept.push({ record, what });
    if (this.kept.length >= 2 * MOST_KEPT) this.kept = this.list();
  }

  /** `total`: how many there are. `problems` may have the first of them alone. */
  addAll(problems: readonly Problem[], total: number): void {
    for (const { record, what } of problems) this.add(record, what);
    this.count += total - problems.length;
  }

  /** At most 100. Those that concern no record first, then by the number of the record. */
  list(): Problem[] {
    return this.kept.toSorted((a, b) => (a.record ?? 0) - (b.record ?? 0)).slice(0, MOST_KEPT);
  }
}
