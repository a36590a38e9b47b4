import { setTimeout as pause } from 'node:timers/promises';

/**
 * Repeats `look` until it does not throw, and returns its answer. Throws its last error after `withinMs`, which is far
 * above what any event takes, so that a busy machine fails no test.
 */
export async function eventually<T>(look: () => T | Promise<T>, withinMs = 600_000, everyMs = 50): Promise<T> {
  const end = performance.now() + withinMs;
  for (;;) {
    try {
      return await look();
    } catch (error) {
      if (performance.now() > end) throw error;
    }
    await pause(everyMs);
  }
}
