/** What {@link within} throws: the promise goes on, and nobody waits for it any more. */
export class TimedOut extends Error {
  override readonly name = 'TimedOut';
}

/** The promise's answer, or TimedOut after `milliseconds`. */
export function within<T>(promise: Promise<T>, milliseconds: number): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    const timer = setTimeout(() => reject(new TimedOut(`no answer within ${milliseconds} ms`)), milliseconds);
    void promise.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}

/** Pauses that a stop ends at once. `idle` ones are no reason for the process to go on. */
export class Pauses {
  private readonly waking = new Set<() => void>();
  private ended = false;

  constructor(private readonly idle = false) {}

  /** Resolves after `milliseconds`, or at {@link end}. */
  sleep(milliseconds: number): Promise<void> {
    if (this.ended) return Promise.resolve();
    return new Promise((resolve) => {
      const wake = () => {
        clearTimeout(timer);
        this.waking.delete(wake);
        resolve();
      };
      const timer = setTimeout(wake, milliseconds);
      if (this.idle) timer.unref();
      this.waking.add(wake);
    });
  }

  end(): void {
    this.ended = true;
    for (const wake of [...this.waking]) wake();
  }
}
