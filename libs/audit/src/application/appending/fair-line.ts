/** If at least this part of a batch is left when each node had its share, the rest goes to the nodes with more records. */
const LARGE_REST = 1 / 4;

/** What {@link FairLine.take} took. */
export interface Taken<R> {
  /** Those of one node follow each other. */
  readonly records: readonly R[];
  /** Of how many nodes records waited. */
  readonly nodes: number;
}

/**
 * Records that wait, of several nodes. The nodes take turns, and each gets an equal share of a batch or its next group. So
 * a node with many records delays no other one. Those of one node are taken in their order, and those of one group together.
 */
export class FairLine<R> {
  /** By node: which of them waited longest for its share is the first. None is empty. */
  private lines = new Map<string | null, R[]>();
  private count = 0;

  constructor(
    private readonly nodeOf: (record: R) => string | null,
    private readonly groupOf: (record: R) => object | undefined,
  ) {}

  get length(): number {
    return this.count;
  }

  add(record: R): void {
    const node = this.nodeOf(record);
    const line = this.lines.get(node);
    if (line) line.push(record);
    else this.lines.set(node, [record]);
    this.count += 1;
  }

  /** All of them, node by node. */
  all(): R[] {
    return ([] as R[]).concat(...this.lines.values());
  }

  /** Of each node the first one that `is` so. */
  firsts(is: (record: R) => boolean): R[] {
    return [...this.lines.values()].flatMap((line) => line.find(is) ?? []);
  }

  /** `records` are all that wait now, in this order. */
  replace(records: readonly R[]): void {
    this.lines = new Map();
    this.count = 0;
    for (const record of records) this.add(record);
  }

  /** Takes at most `most` records, or one group that is larger. */
  take(most: number): Taken<R> {
    const lines = [...this.lines];
    const share = Math.ceil(most / Math.max(1, lines.length));
    let left = most;
    const ends = lines.map(([, line], at) => {
      const end = this.nextOf(line, Math.min(share, left), at === 0 ? Number.POSITIVE_INFINITY : left);
      left -= end;
      return end;
    });
    if (left >= most * LARGE_REST) {
      for (const [at, [, line]] of lines.entries()) {
        const before = ends[at] ?? 0;
        const end = this.wholeGroups(line, before + left);
        left -= end - before;
        ends[at] = end;
      }
    }
    const records = lines.flatMap(([, line], at) => line.slice(0, ends[at]));
    for (const [at, [node, line]] of lines.entries()) this.remove(node, line, ends[at] ?? 0, share);
    return { records, nodes: lines.length };
  }

  /** The first `end` records of a node are taken. If they are its share, its next turn comes after those of the others. */
  private remove(node: string | null, line: readonly R[], end: number, share: number): void {
    if (end >= Math.min(line.length, share)) this.lines.delete(node);
    if (end < line.length) this.lines.set(node, line.slice(end));
    this.count -= end;
  }

  /** How many records are whole groups within `share`, or else the first group if it has at most `left`. */
  private nextOf(line: readonly R[], share: number, left: number): number {
    const end = this.wholeGroups(line, share);
    if (end > 0) return end;
    const group = this.firstGroup(line);
    return group <= left ? group : 0;
  }

  /** How many records from the first on make at most `most` and divide no group. */
  private wholeGroups(line: readonly R[], most: number): number {
    if (line.length <= most) return line.length;
    const divided = this.groupAt(line, most);
    let end = most;
    while (end > 0 && divided !== undefined && this.groupAt(line, end - 1) === divided) end -= 1;
    return end;
  }

  private firstGroup(line: readonly R[]): number {
    const group = this.groupAt(line, 0);
    let end = 1;
    while (group !== undefined && this.groupAt(line, end) === group) end += 1;
    return end;
  }

  private groupAt(line: readonly R[], at: number): object | undefined {
    const record = line[at];
    return record && this.groupOf(record);
  }
}
