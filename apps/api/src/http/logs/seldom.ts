import type { Clock } from '#kernel';

/** Calls `tell` at most once in `everyMs` milliseconds. Calls in between do nothing. */
export function seldom<Args extends unknown[]>(
  clock: Clock,
  everyMs: number,
  tell: (...args: Args) => void,
): (...args: Args) => void {
  let next = 0;
  return (...args) => {
    const now = clock.now();
    if (now < next) return;
    next = now + everyMs;
    tell(...args);
  };
}
