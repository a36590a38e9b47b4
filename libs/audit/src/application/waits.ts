import type { Clock } from '#kernel';

/** Thrown by {@link within}. The work behind the promise continues. */
export class TimedOut extends Error {
  override readonly name = 'TimedOut';
}

/** Settles as the promise does, or throws TimedOut after `milliseconds`. */
export function within<T>(clock: Clock, milliseconds: number, promise: Promise<T>): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    const late = (): void => reject(new TimedOut(`no answer within ${milliseconds} ms`));
    const cancel = clock.after(milliseconds, late);
    void promise.then(resolve, reject).finally(cancel);
  });
}
