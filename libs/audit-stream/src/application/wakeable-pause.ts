import { type Clock, Pauses } from '#kernel';

/** The pauses of one loop, which others may wake. */
export class WakeablePause {
  private readonly pauses: Pauses;
  private woken = false;
  private onWake: () => void = () => {};

  constructor(private readonly clock: Clock) {
    this.pauses = new Pauses(clock);
  }

  /** Ends {@link untilWoken}, or the next call of it. */
  wake(): void {
    this.woken = true;
    this.onWake();
  }

  /** Ends every pause. Idempotent. */
  end(): void {
    this.pauses.end();
    this.wake();
  }

  /** Resolves after `milliseconds`, or at {@link end}. */
  sleep(milliseconds: number): Promise<void> {
    return this.pauses.sleep(milliseconds);
  }

  /** Resolves after `milliseconds`, or if {@link wake} was called since the last call of this. */
  async untilWoken(milliseconds: number): Promise<void> {
    if (!this.woken) {
      const { promise, resolve } = Promise.withResolvers<void>();
      this.onWake = resolve;
      const cancel = this.clock.after(milliseconds, resolve);
      await promise;
      cancel();
    }
    this.woken = false;
  }
}
