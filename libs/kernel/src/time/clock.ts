import { EventLoopShare } from './event-loop-share.js';

/** All loops of the process share its one event loop. */
const EVENT_LOOP = new EventLoopShare();

/** A larger step back of the wall clock is reported. Smaller ones come from time daemons that adjust the clock. */
const REPORTED_STEP_MS = 60_000;

/** What time it is, and what is to be done later. Tests use `ManualClock` of `#kernel/testing` instead. */
export abstract class Clock {
  /** Wall-clock time in milliseconds since 1970. It never runs backwards while the process lives [R92]. */
  abstract now(): number;

  /** Calls `run` once, after `milliseconds`; the returned function cancels that. Keeps no process alive. */
  after(milliseconds: number, run: () => void): () => void {
    const timer = setTimeout(run, milliseconds).unref();
    return () => clearTimeout(timer);
  }

  /** Resolves after `milliseconds`. Keeps no process alive. */
  sleep(milliseconds: number): Promise<void> {
    return new Promise((resolve) => void this.after(milliseconds, resolve));
  }

  /**
   * A loop calls this at each step, if its steps may all be ready at once: reads of SQLite, or work in memory. Resolves
   * at once, or after other work of the event loop if loops have held it for 4 ms. See {@link EventLoopShare}.
   */
  giveWay(): Promise<void> {
    return EVENT_LOOP.giveWay();
  }
}

/**
 * The latest time of the wall clock. When the wall clock steps back, the monotonic clock carries the time on. So what
 * has expired stays expired until the process ends. `onStepBack` is called once for each step, with its milliseconds.
 */
export class SystemClock extends Clock {
  private mark: number;
  private markedAt: number;
  private stepped = false;

  constructor(
    private readonly onStepBack: (milliseconds: number) => void = () => {},
    private readonly wall: () => number = Date.now,
    private readonly monotonic: () => number = () => performance.now(),
  ) {
    super();
    this.mark = wall();
    this.markedAt = monotonic();
  }

  now(): number {
    const wall = this.wall();
    const elapsed = this.monotonic();
    const carried = this.mark + (elapsed - this.markedAt);
    const behind = carried - wall;
    if (behind > REPORTED_STEP_MS && !this.stepped) this.onStepBack(Math.round(behind));
    this.stepped = behind > REPORTED_STEP_MS;
    this.mark = Math.max(wall, carried);
    this.markedAt = elapsed;
    return Math.floor(this.mark);
  }
}
