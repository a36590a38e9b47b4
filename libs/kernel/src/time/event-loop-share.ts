/**
 * How long loops run in one turn of the event loop, in milliseconds. A reveal takes less than 1 ms, so this is what a
 * request waits for a few others.
 */
const SLICE_MS = 4;

/**
 * Shares the event loop between long loops and everything else. An `await` of something that is ready, such as a read
 * of SQLite, goes on in the same turn: no socket is read and no timer fires until the loop ends. A loop that calls
 * {@link giveWay} at each step lets them run every 4 ms.
 *
 * The budget belongs to the turn, not to the loop, and one loop goes on in each turn: ten loops at once together hold
 * the event loop no longer than one.
 */
export class EventLoopShare {
  private turnBegan: number | null = null;
  private last: Promise<void> = Promise.resolve();

  /** `monotonic`: milliseconds that never go back. `onNextTurn` calls back after sockets and timers had their turn. */
  constructor(
    private readonly monotonic: () => number = () => performance.now(),
    private readonly onNextTurn: (run: () => void) => unknown = setImmediate,
  ) {}

  /** Null while the turn has time left, otherwise a promise that resolves in a later turn. First come, first served. */
  giveWay(): Promise<void> | null {
    return this.hasTime() ? null : this.nextTurn();
  }

  private async nextTurn(): Promise<void> {
    this.last = this.last.then(() => new Promise((resolve) => void this.onNextTurn(resolve)));
    await this.last;
    this.hasTime();
  }

  /** Begins the turn's budget at the first call of a turn. */
  private hasTime(): boolean {
    const now = this.monotonic();
    if (this.turnBegan !== null) return now - this.turnBegan < SLICE_MS;
    this.turnBegan = now;
    this.onNextTurn(() => {
      this.turnBegan = null;
    });
    return true;
  }
}
