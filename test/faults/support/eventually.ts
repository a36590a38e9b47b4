import { setTimeout as pause } from 'node:timers/promises';

/** Repeats `look` until it does not throw, and gives its answer; after `withinMs`, its last error. */
export async function eventually<T>(look: () => T | Promise<T>, withinMs = 20_000, everyMs = 50): Promise<T> {
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
