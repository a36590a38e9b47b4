import { AsyncLocalStorage } from 'node:async_hooks';
import { setTimeout as pause } from 'node:timers/promises';
import type { Answer, Method } from './api.js';

/** What decides whether a request may be repeated. */
export interface Sent {
  readonly method: Method;
  readonly path: string;
  /** By lower-case name. */
  readonly headers: Readonly<Record<string, string>>;
}

/** How often a request or a start is repeated at most. */
const REPEATS = 8;
/** Milliseconds between two tries: what `Retry-After` says. */
const PAUSE_MS = 1_000;

/** Codes of a 503 after which nothing was changed: every client may send the request again. */
const NOTHING_CHANGED: ReadonlySet<string> = new Set([
  'audit_unavailable',
  'authorization_unavailable',
  'busy',
  'keyring_unavailable',
  'store_unavailable',
]);

/** Codes of a 503 after which the change may have been made, or was made. */
const UNSURE: ReadonlySet<string> = new Set(['outcome_unknown', 'outcome_unrecorded']);

/** What a start and a command say if an engine did not answer in time. Both may be repeated. */
const ENGINE_WAS_LATE =
  /does not answer there \(no answer in time\)|The (store|keyring|audit|authorization) does not answer;|did not confirm the change in time/;

const impatient = new AsyncLocalStorage<true>();

/** In `work`, no client repeats anything: for a request that is about a 503, or about its one answer. */
export function withoutRepeats<T>(work: () => T): T {
  return impatient.run(true, work);
}

/** True for a 503 after which nothing was changed. */
export function changedNothing({ status, body }: Pick<Answer, 'status' | 'body'>): boolean {
  return status === 503 && NOTHING_CHANGED.has(body.code);
}

/** True for an answer that leaves open whether its change was made. */
export function isUnsure({ status, body }: Pick<Answer, 'status' | 'body'>): boolean {
  return status === 503 && UNSURE.has(body.code);
}

/** True if too many requests were at work for 10 s. A limit that is used up is named in a header. */
function waitedInLine({ status, headers }: Answer): boolean {
  return status === 429 && headers.ratelimit === undefined && headers['retry-after'] === '1';
}

/** POST requests that do no harm when they are made twice. */
const HARMLESS_TWICE =
  /^\/(auth\/(login|mfa\/totp|mfa\/email|reauthenticate|prelogin)|users\/[^/]+\/(disable|enable|unlock))$/;

/** True if the change is made once, however often the request is sent. */
function isSafeToRepeat({ method, path, headers }: Sent): boolean {
  if (method === 'get' || 'idempotency-key' in headers) return true;
  if (method === 'post') return HARMLESS_TWICE.test(path);
  return method !== 'delete' && !('if-match' in headers) && !/\/(rotate|by-path)\b/.test(path);
}

/**
 * True if a client may send the request again, as docs/guides/troubleshooting.md says: nothing was changed, or the request
 * is safe to repeat. A server that is not ready says so in another form.
 */
function mayRepeat(answer: Answer, sent: Sent): boolean {
  if (waitedInLine(answer)) return true;
  const { code, status } = answer.body;
  const isUnchanged = NOTHING_CHANGED.has(code) || status === 'not_ready';
  return answer.status === 503 && (isUnchanged || (isSafeToRepeat(sent) && isUnsure(answer)));
}

/**
 * Sends a request as a patient client does. An engine without processor time answers later than the 2 s for which Coffer
 * waits [R89], and the 503 that follows says nothing about what most tests claim. A few repeats only: a defect that answers
 * 503 each time stays visible. Tests about a 503 use a client without patience.
 */
export async function patiently(send: () => Promise<Answer>, sent: Sent): Promise<Answer> {
  for (let left = REPEATS; ; left -= 1) {
    const answer = await send();
    if (left === 0 || impatient.getStore() || !mayRepeat(answer, sent)) return answer;
    process.stdout.write(`repeated after ${answer.status} ${answer.body.code}: ${sent.method} of a test
`);
    await pause(PAUSE_MS);
  }
}

/** Runs a program again while `told` of its result, all that it said, blames an engine that was late. */
export async function untilEnginesAnswer<T>(run: () => Promise<T>, told: (result: T) => string): Promise<T> {
  for (let left = REPEATS; ; left -= 1) {
    const result = await run();
    if (left === 0 || !ENGINE_WAS_LATE.test(told(result))) return result;
    process.stdout.write('repeated a program that found an engine late\n');
    await pause(PAUSE_MS);
  }
}
