import type { ProblemFields } from './problem.js';

/** PUTs that make something new each time: repeated only where If-Match says what they expect. */
const NEW_EACH_TIME: ReadonlySet<string> = new Set(['PUT /api/v1/secrets/{id}/rotate']);

/** The server does not know, or cannot say, whether it was done. */
const UNCLEAR = new Set(['outcome_unknown', 'outcome_unrecorded']);

/** Whether a request does no more when it arrives twice: `operation` is `<METHOD> <path of the document>`. */
export function isRepeatable(operation: string, headers: Headers): boolean {
  const method = operation.slice(0, operation.indexOf(' '));
  if (method === 'GET') return true;
  if (method === 'POST') return headers.has('idempotency-key');
  if (method === 'PUT') return !NEW_EACH_TIME.has(operation) || headers.has('if-match');
  return method === 'DELETE';
}

/** Whether this refusal of a repeatable request may be answered by repeating it. */
export function mayRepeatAfter({ status, code }: ProblemFields, headers: Headers): boolean {
  if (status === 429) return true;
  if (status !== 503) return false;
  return !UNCLEAR.has(code) || headers.has('idempotency-key');
}

const FIRST_WAIT_MS = 200;
const LONGEST_WAIT_MS = 10_000;
/** What a server may make us wait; above that the caller is told instead. Seconds. */
export const LONGEST_RETRY_AFTER = 60;

/**
 * Milliseconds before the attempt after this one (from 1): half of a wait that doubles, and the other half by chance,
 * so that clients that failed together do not come back together; never less than the server asked for.
 */
export function waitBefore(attempt: number, retryAfter: number | null, random: () => number): number {
  const whole = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** (attempt - 1));
  return (retryAfter ?? 0) * 1_000 + whole / 2 + random() * (whole / 2);
}
