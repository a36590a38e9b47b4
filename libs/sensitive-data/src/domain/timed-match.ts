import { createContext, Script } from 'node:vm';

/** Milliseconds. A match of a short text takes microseconds, unless the expression backtracks without end. */
const WITHIN_MS = 100;
/** A match that got less than a part of that time from the processor is tried again, so many times in all. */
const TRIES = 10;
const LEAST_CPU_US = (WITHIN_MS * 1_000) / 4;

const asked = { pattern: /^$/, text: '' };
const context = createContext(asked);
const MATCH = new Script('pattern.test(text)');

/**
 * Whether `text` matches. False as well if the match takes longer than 100 ms: an operator's expression such as
 * `^(a+)+$` would otherwise block the server for years over 40 characters. On a machine whose processor is busy with
 * other programs a match is tried again, for at most a second, so that no such machine refuses a good text.
 *
 * @example
 * matchesInTime(/^\d{4}$/, '1234'); // true
 */
export function matchesInTime(pattern: RegExp, text: string): boolean {
  Object.assign(asked, { pattern, text });
  try {
    for (let tried = 0; tried < TRIES; tried += 1) {
      const before = process.threadCpuUsage();
      const answer = match();
      if (answer !== null) return answer;
      const { user, system } = process.threadCpuUsage(before);
      if (user + system >= LEAST_CPU_US) return false;
    }
    return false;
  } finally {
    asked.text = '';
  }
}

/** Null if the time was over. */
function match(): boolean | null {
  try {
    return MATCH.runInContext(context, { timeout: WITHIN_MS }) === true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ERR_SCRIPT_EXECUTION_TIMEOUT' ? null : false;
  }
}
