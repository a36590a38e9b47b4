/**
 * Items that wait, as a tree of networks. At each level the networks take turns, so that a network with many items delays
 * one with few by one item only. Items of one network keep their order.
 */
export class FairLine<T> {
  /** In the order of their turns. None is empty. */
  private readonly branches = new Map<string, FairLine<T>>();
  private readonly items: T[] = [];
  private count = 0;

  get size(): number {
    return this.count;
  }

  /** `path`: the networks of the item, the widest first; as many for each item. */
  add([network, ...narrower]: readonly string[], item: T): void {
    this.count += 1;
    if (network === undefined) {
      this.items.push(item);
      return;
    }
    const branch = this.branches.get(network) ?? new FairLine<T>();
    this.branches.set(network, branch);
    branch.add(narrower, item);
  }

  /** Takes the oldest item of the network whose turn it is. Undefined: nothing waits. */
  take(): T | undefined {
    const [first] = this.branches;
    if (first) return this.takeFrom(first[0], first[1]);
    const item = this.items.shift();
    if (item !== undefined) this.count -= 1;
    return item;
  }

  /**
   * Makes room for an item that comes from `path`: removes the newest item of the network with the most items, and
   * returns it. Null: nothing was removed, since no network has at least two items more than that of the newcomer.
   */
  displace([network, ...narrower]: readonly string[]): T | null {
    if (network === undefined) return null;
    const longest = this.longest();
    const own = this.branches.get(network);
    const yields = longest !== null && longest[1].size >= (own?.size ?? 0) + 2;
    const displaced = yields ? longest[1].drop() : (own?.displace(narrower) ?? null);
    if (displaced !== null) this.forget(yields ? longest[0] : network);
    return displaced;
  }

  /** Removes the newest item of the longest branch. */
  private drop(): T | null {
    const longest = this.longest();
    const dropped = longest ? longest[1].drop() : (this.items.pop() ?? null);
    if (dropped === null) return null;
    if (longest) this.forget(longest[0]);
    else this.count -= 1;
    return dropped;
  }

  private takeFrom(network: string, branch: FairLine<T>): T | undefined {
    const item = branch.take();
    this.branches.delete(network);
    this.count -= 1;
    // Set again, it is the last in turn.
    if (branch.size > 0) this.branches.set(network, branch);
    return item;
  }

  /** Counts one item less in a branch that has already lost it. */
  private forget(network: string): void {
    this.count -= 1;
    if (this.branches.get(network)?.size === 0) this.branches.delete(network);
  }

  private longest(): readonly [string, FairLine<T>] | null {
    let found: readonly [string, FairLine<T>] | null = null;
    for (const entry of this.branches) if (!found || entry[1].size > found[1].size) found = entry;
    return found;
  }
}
