import { setTimeout as pause } from 'node:timers/promises';
import type { Answer } from '../../e2e/support/processes/api.js';
import { withoutRepeats } from '../../e2e/support/processes/patience.js';

/**
 * Milliseconds. A missing part is noticed within 2 s [R89] on a machine that has time; a busy one takes several times as
 * long. Without our bounds, the driver of MongoDB waits for 30 s: this bound must stay below that.
 */
export const BOUND_MS = 25_000;

/** Expects that `work` ends in bounded time, whatever is broken. No client repeats anything in it. */
export async function inTime<T>(work: () => Promise<T>): Promise<T> {
  const begun = performance.now();
  const result = await withoutRepeats(work);
  expect(performance.now() - begun).toBeLessThan(BOUND_MS);
  return result;
}

export function bounded(send: () => Promise<Answer>): Promise<Answer> {
  return inTime(send);
}

/** How often a request is sent that a starved machine may refuse for another reason, and the pause between two tries. */
const TRIES = 10;
const PAUSE_MS = 500;

/**
 * The answer with one of these codes, or without a code: repeats the request while a starved machine refuses it for
 * another reason. Each try ends in bounded time. The last try's answer is returned, whatever it is.
 */
export async function boundedUntil(send: () => Promise<Answer>, ...codes: readonly string[]): Promise<Answer> {
  for (let left = TRIES; ; left -= 1) {
    const answer = await bounded(send);
    if (answer.status !== 503 || codes.includes(answer.body.code) || left === 1) return answer;
    await pause(PAUSE_MS);
  }
}
