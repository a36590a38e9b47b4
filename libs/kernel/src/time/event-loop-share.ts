/**
 * How long loops run in one turn of the event loop, in milliseconds. A reveal takes less than 1 ms, so this is what a
 * request waits for a few others.
 */
const SLICE_MS = 4;
/** What loops get of each turn at least, however many reads wait. A list of 5,000 rows has 10,000 steps of microseconds. */
const LOOPS_MS = 2;

/** What gives way: a short read that a request waits for, or one step of a loop that may have thousands. */
export type Work = 'read' | 'loop';

/**
 * Shares the event loop between long loops and everything else. An `await` of something that is ready, such as a read
 * of SQLite, goes on in the same turn: no socket is read and no timer fires until the loop ends. A loop that calls
 * {@link giveWay} at each step lets them run every 4 ms.
 *
 * The budget belongs to the turn, not to the loop: ten loops at once together hold the event loop no longer than one. In
 * each turn the reads that wait go first, as many as the budget allows, and then loops go on, for 2 ms at least. So a
 * reveal never stands in line behind ten exports, and no loop stands still. Within a kind: first come, first served.
 */
export class EventLoopShare {
  private turnBegan: number | null = null;
  private readonly waiting: Record<Work, (() => void)[]> = { read: [], loop: [] };
  private turning = false;

  /** `monotonic`: milliseconds that never go back. `onNextTurn` calls back after sockets and timers had their turn. */
  constructor(
    private readonly monotonic: () => number = () => performance.now(),
    private readonly onNextTurn: (run: () => void) => unknown = setImmediate,
  ) {}

  /** Null while the turn has time left, otherwise a promise that resolves in a later turn. */
  giveWay(work: Work = 'loop'): Promise<void> | null {
    if (this.hasTime()) return null;
    return new Promise((resolve) => {
      this.waiting[work].push(resolve);
      if (!this.turning) void this.goOn();
    });
  }

  /** Until nothing waits. */
  private async goOn(): Promise<void> {
    const { read, loop } = this.waiting;
    this.turning = true;
    while (read.length > 0 || loop.length > 0) {
      await new Promise<void>((resolve) => void this.onNextTurn(resolve));
      while (this.hasTime() && read.length > 0) await resumed(read);
      this.turnBegan = Math.max(this.turnBegan ?? 0, this.monotonic() - SLICE_MS + LOOPS_MS);
      do await resumed(loop);
      while (this.hasTime() && loop.length > 0);
    }
    this.turning = false;
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

/** Lets the first of `line` go on, and resolves when it waits for something else. */
function resumed(line: (() => void)[]): Promise<void> {
  line.shift()?.();
  return new Promise((resolve) => void process.nextTick(resolve));
}
