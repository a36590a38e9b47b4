import type { Clock } from './clock.js';

/** Pauses that {@link end} cuts short, for loops that a stop must not wait for. Keeps no process alive. */
export class Pauses {
  private readonly waking = new Set<() => void>();
  private over = false;

  constructor(private readonly clock: Clock) {}

  /** Whether {@link end} was called. */
  get ended(): boolean {
    return this.over;
  }

  /** Resolves after `milliseconds`, or at {@link end}; at once after it. */
  sleep(milliseconds: number): Promise<void> {
    if (this.over) return Promise.resolve();
    return new Promise((resolve) => {
      const wake = (): void => {
        cancel();
        this.waking.delete(wake);
        resolve();
      };
      const cancel = this.clock.after(milliseconds, wake);
      this.waking.add(wake);
    });
  }

  /** Ends every pause. Idempotent. */
  end(): void {
    this.over = true;
    for (const wake of [...this.waking]) wake();
  }
}
