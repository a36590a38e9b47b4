import { hasEnded } from '#kernel';
import type { CodeRun, WrongCodes } from './lockout.js';

/**
 * Wrong codes in a row from known networks, at most, and as many from all others. Together they are the 100 that NIST SP
 * 800-63B-4 section 3.2.2 allows at most for one account.
 */
export const MOST_WRONG_CODES = 50;
/** So many wrong codes are followed by no wait. */
const WITHOUT_WAIT = 9;
const FIRST_WAIT_MS = 60_000;
const LONGEST_WAIT_MS = 86_400_000;
/** How long a run is kept after its last wrong code. */
const KEPT_MS = 365 * 86_400_000;
const NO_CODES: WrongCodes = { count: 0, lastAt: 0 };

export function emptyRun(account: string): CodeRun {
  return { account, known: NO_CODES, strangers: NO_CODES };
}

/**
 * Milliseconds until the next code may be tried. The wait doubles with each wrong code after the tenth, from 1 minute to
 * 24 hours. Infinity after {@link MOST_WRONG_CODES}. A count from the future is one of a clock that ran ahead, and makes
 * nobody wait.
 */
export function waitAfter({ count, lastAt }: WrongCodes, now: number): number {
  if (count >= MOST_WRONG_CODES) return Number.POSITIVE_INFINITY;
  if (count <= WITHOUT_WAIT) return 0;
  const wait = Math.min(FIRST_WAIT_MS * 2 ** (count - WITHOUT_WAIT - 1), LONGEST_WAIT_MS);
  return hasEnded(lastAt + wait, wait, now) ? 0 : lastAt + wait - now;
}

/** When the run can be forgotten: a year after its last wrong code. 0 if there is none. Milliseconds since 1970. */
export function endOfRun(run: CodeRun | null): number {
  const last = run ? Math.max(run.known.lastAt, run.strangers.lastAt) : 0;
  return last === 0 ? 0 : last + KEPT_MS;
}
