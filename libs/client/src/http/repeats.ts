import type { ProblemFields } from './problem.js';

/** PUTs that create something each time. They are repeated only with If-Match or an Idempotency-Key. */
const NEW_EACH_TIME: ReadonlySet<string> = new Set(['PUT /api/v1/secrets/{id}/rotate', 'PUT /api/v1/secrets/by-path']);

/** The API of Vault, which takes neither an Idempotency-Key nor an If-Match. */
const OF_VAULT = /^\w+ \/v1\//;

/** Codes that leave open whether the request was carried out. */
const UNCLEAR = new Set(['outcome_unknown', 'outcome_unrecorded']);

/** True if a second arrival of the request has no further effect. `operation` is `<METHOD> <path of the document>`. */
export function isRepeatable(operation: string, headers: Headers): boolean {
  const method = operation.slice(0, operation.indexOf(' '));
  if (method === 'GET') return true;
  // Its writes name a path and act on what is there when they arrive: each PUT of a value makes a version, and a second
  // DELETE removes the version that somebody else wrote after the first.
  if (OF_VAULT.test(operation)) return false;
  if (method === 'POST') return headers.has('idempotency-key');
  if (method === 'PUT') {
    return !NEW_EACH_TIME.has(operation) || headers.has('if-match') || headers.has('idempotency-key');
  }
  return method === 'DELETE';
}

/** True if a repeatable request may be sent again after this refusal. */
export function mayRepeatAfter({ status, code }: ProblemFields, headers: Headers): boolean {
  if (status === 429) return true;
  if (status !== 503) return false;
  return !UNCLEAR.has(code) || headers.has('idempotency-key');
}

const FIRST_WAIT_MS = 200;
const LONGEST_WAIT_MS = 10_000;
/** Seconds. The longest Retry-After that the client waits for. Above it, the caller gets the refusal. */
export const LONGEST_RETRY_AFTER = 60;

/**
 * Milliseconds before the next attempt. `attempt` counts from 1. Half of the wait doubles each time and half is random, so
 * that clients that failed together do not return together. Never less than Retry-After.
 */
export function waitBefore(attempt: number, retryAfter: number | null, random: () => number): number {
  const whole = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** (attempt - 1));
  return (retryAfter ?? 0) * 1_000 + whole / 2 + random() * (whole / 2);
}
