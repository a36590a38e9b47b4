import { NoAnswer } from '../errors.js';
import { CofferProblem, type ProblemFields, problemFields } from './problem.js';
import { isRepeatable, LONGEST_RETRY_AFTER, mayRepeatAfter, waitBefore } from './repeats.js';

export type Fetch = (request: Request) => Promise<Response>;

export interface TransportOptions {
  /** Default: the platform's fetch. */
  readonly fetch?: Fetch;
  /** Milliseconds until the answer to one attempt must begin. Default: 30,000. */
  readonly timeoutMs?: number;
  /** The most attempts for a request that is safe to repeat. Default: 4. */
  readonly attempts?: number;
  /** For tests: the wait and the random source. */
  readonly sleep?: (ms: number) => Promise<void>;
  readonly random?: () => number;
}

/** Sends requests with a time limit, repeats those that are safe to repeat, and throws refusals. */
export class Transport {
  private readonly fetch: Fetch;
  private readonly timeoutMs: number;
  private readonly attempts: number;
  private readonly sleep: (ms: number) => Promise<void>;
  private readonly random: () => number;

  constructor(options: TransportOptions = {}) {
    this.fetch = options.fetch ?? ((request) => globalThis.fetch(request));
    this.timeoutMs = options.timeoutMs ?? 30_000;
    this.attempts = options.attempts ?? 4;
    this.sleep = options.sleep ?? ((ms) => new Promise((resolve) => setTimeout(resolve, ms)));
    this.random = options.random ?? Math.random;
  }

  /** Errors: {@link CofferProblem}, {@link NoAnswer}, and the abort reason of the caller's signal. */
  async send(request: Request, operation: string): Promise<Response> {
    const most = isRepeatable(operation, request.headers) ? this.attempts : 1;
    for (let attempt = 1; ; attempt += 1) {
      const outcome = await this.once(request);
      if (outcome instanceof Response && outcome.ok) return outcome;
      const problem = outcome instanceof Response ? await problemFields(outcome) : null;
      if (attempt >= most || !worthRepeating(problem, request.headers)) throw errorOf(outcome, problem, attempt);
      await this.sleep(waitBefore(attempt, problem?.retryAfter ?? null, this.random));
      request.signal.throwIfAborted();
    }
  }

  /** One attempt. It always ends in time. */
  private async once(request: Request): Promise<Response | NoAnswer> {
    const limit = new AbortController();
    const timer = setTimeout(() => limit.abort(new NoAnswer('timed_out')), this.timeoutMs);
    const follow = () => limit.abort(request.signal.reason);
    request.signal.addEventListener('abort', follow);
    try {
      return await Promise.race([this.exchange(request, limit.signal), abortOf(limit.signal)]);
    } catch (cause) {
      request.signal.throwIfAborted();
      return cause instanceof NoAnswer ? cause : new NoAnswer('no_answer', cause);
    } finally {
      clearTimeout(timer);
      request.signal.removeEventListener('abort', follow);
    }
  }

  /** Reads JSON completely, so that an answer that breaks off counts as no answer. */
  private async exchange(request: Request, signal: AbortSignal): Promise<Response> {
    const response = await this.fetch(new Request(request.clone(), { signal }));
    return /json/.test(response.headers.get('content-type') ?? '') ? await whole(response) : response;
  }
}

/** Rejects when the signal aborts. A fetch may miss that, since Node can collect a signal that only a request holds. */
function abortOf(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason), { once: true }));
}

async function whole(response: Response): Promise<Response> {
  const { status, headers } = response;
  return new Response(await response.arrayBuffer(), { status, headers });
}

/** `problem` is null if there was no answer. */
function worthRepeating(problem: ProblemFields | null, headers: Headers): boolean {
  if (problem === null) return true;
  return mayRepeatAfter(problem, headers) && (problem.retryAfter ?? 0) <= LONGEST_RETRY_AFTER;
}

function errorOf(outcome: Response | NoAnswer, problem: ProblemFields | null, attempts: number): Error {
  if (problem !== null) return new CofferProblem(problem, attempts);
  return outcome instanceof NoAnswer ? outcome : new NoAnswer('no_answer');
}
