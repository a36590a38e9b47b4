import type { Clock } from '#kernel';

/** What {@link within} throws: the promise goes on, and nobody waits for it any more. */
export class TimedOut extends Error {
  override readonly name = 'TimedOut';
}

/** The promise's answer, or TimedOut after `milliseconds`. */
export function within<T>(clock: Clock, milliseconds: number, promise: Promise<T>): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    const late = (): void => reject(new TimedOut(`no answer within ${milliseconds} ms`));
    const cancel = clock.after(milliseconds, late);
    void promise.then(resolve, reject).finally(cancel);
  });
}
