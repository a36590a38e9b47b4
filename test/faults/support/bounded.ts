import type { Answer } from '../../e2e/support/processes/api.js';

/**
 * Milliseconds. A missing part is noticed within 2 s [R89] on a machine that has time; a busy one takes several times as
 * long. Without our bounds, the driver of MongoDB waits for 30 s: this bound must stay below that.
 */
export const BOUND_MS = 25_000;

/** Expects that `work` ends in bounded time, whatever is broken. */
export async function inTime<T>(work: () => Promise<T>): Promise<T> {
  const begun = performance.now();
  const result = await work();
  expect(performance.now() - begun).toBeLessThan(BOUND_MS);
  return result;
}

export function bounded(send: () => Promise<Answer>): Promise<Answer> {
  return inTime(send);
}
