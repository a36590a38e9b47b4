import { EventLoopShare, type Work } from './event-loop-share.js';

/** All loops of the process share its one event loop. */
const EVENT_LOOP = new EventLoopShare();

/** The wall clock changed by so much more (less: negative) than the time that passed, in milliseconds. */
export type OnJump = (byMs: number) => void;

/** What time it is, and what is to be done later. Tests use `ManualClock` of `#kernel/testing` instead. */
export abstract class Clock {
  /** Time in milliseconds since 1970, for everything that is stored or waited for. Never runs backwards [R92]. */
  abstract now(): number;

  /** What the machine's wall clock says: only to be compared with clocks elsewhere, such as a phone's. */
  wall(): number {
    return this.now();
  }

  /** False for a while after the wall clock jumped. What cannot be undone waits until it is true again [R104]. */
  get isSettled(): boolean {
    return this.restMs === 0;
  }

  /** How long what cannot be undone still waits, in milliseconds. */
  get restMs(): number {
    return 0;
  }

  /** What cannot be undone waits for `milliseconds` at least. */
  rest(_milliseconds: number): void {}

  /** Calls `listener` at each jump of the wall clock. */
  watch(_listener: OnJump): void {}

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
   * A loop calls this at each step, if its steps may all be ready at once: reads of SQLite, or work in memory. Null: go
   * on; a loop over many rows awaits nothing then. A promise: go on when it resolves, after other work of the event loop,
   * since loops have held it for 4 ms. `read`: one short read that a request waits for; it goes on before all loops. See
   * {@link EventLoopShare}.
   */
  giveWay(work?: Work): Promise<void> | null {
    return EVENT_LOOP.giveWay(work);
  }
}
