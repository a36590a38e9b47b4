import { setTimeout as pause } from 'node:timers/promises';
import type { Answer } from '../../e2e/support/processes/api.js';

/** How often an attempt is begun anew that a starved machine left undecided. */
const TRIES = 8;
const PAUSE_MS = 500;
/** What the helpers of a test say if a starved machine answered a step with 503. */
const REFUSED = /^(a test cannot go on:|login answered|setup answered) 503 /;

/** True for an error of a helper whose request was refused with 503. */
export function wasRefused(error: unknown): boolean {
  return error instanceof Error && REFUSED.test(error.message);
}

/** What a starved machine left open: neither what the test claims nor its contrary was seen. */
export class Undecided extends Error {
  override readonly name = 'Undecided';
}

/**
 * Runs `attempt` again, with everything new, while it throws {@link Undecided} or a step of it was refused with 503. The
 * other errors are failures.
 */
export async function decided<T>(attempt: (tried: number) => Promise<T>): Promise<T> {
  for (let tried = 0; ; tried += 1) {
    try {
      return await attempt(tried);
    } catch (error) {
      const isOpen = error instanceof Undecided || wasRefused(error);
      if (!isOpen || tried + 1 === TRIES) throw error;
      process.stdout.write(`tried again: ${(error as Error).message}\n`);
      await pause(PAUSE_MS);
    }
  }
}

/** Returns the answer. A 503 leaves the attempt undecided. */
export function notBusy(answer: Answer): Answer {
  if (answer.status === 503) throw new Undecided(`503 ${answer.body.code}`);
  return answer;
}

/** Sends a request that does the same each time, until its answer is no 503. */
export async function surely(send: () => Promise<Answer>): Promise<Answer> {
  return decided(async () => notBusy(await send()));
}
