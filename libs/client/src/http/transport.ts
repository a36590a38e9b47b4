import { NoAnswer } from '../errors.js';
import { breakingOff, unlessAborted } from './aborts.js';
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

  /**
   * Errors: {@link CofferProblem}, {@link NoAnswer}, and the abort reason of `signal`. Give the caller's own signal:
   * Node can collect the signal of a cloned request, which then hears nothing.
   */
  async send(request: Request, operation: string, signal: AbortSignal = request.signal): Promise<Response> {
    const most = isRepeatable(operation, request.headers) ? this.attempts : 1;
    for (let attempt = 1; ; attempt += 1) {
      signal.throwIfAborted();
      const outcome = await this.once(request, signal);
      if (outcome instanceof Response && outcome.ok) return outcome;
      const problem = outcome instanceof Response ? await problemFields(outcome) : null;
      if (attempt >= most || !worthRepeating(problem, request.headers)) throw errorOf(outcome, problem, attempt);
      const wait = waitBefore(attempt, problem?.retryAfter ?? null, this.random);
      await unlessAborted(() => this.sleep(wait), signal);
    }
  }

  /** One attempt. It always ends in time. */
  private async once(request: Request, signal: AbortSignal): Promise<Response | NoAnswer> {
    const limit = new AbortController();
    const timer = setTimeout(() => limit.abort(new NoAnswer('timed_out')), this.timeoutMs);
    const follow = () => limit.abort(signal.reason);
    signal.addEventListener('abort', follow);
    try {
      // The race is needed: a fetch may miss the abort, since Node can collect a signal that only a request holds.
      return await unlessAborted(() => this.exchange(request, limit.signal, signal), limit.signal);
    } catch (cause) {
      signal.throwIfAborted();
      return cause instanceof NoAnswer ? cause : new NoAnswer('no_answer', cause);
    } finally {
      clearTimeout(timer);
      signal.removeEventListener('abort', follow);
    }
  }

  /**
   * Reads JSON completely, so that an answer that breaks off counts as no answer. Other bodies end when the caller
   * aborts.
   */
  private async exchange(request: Request, signal: AbortSignal, caller: AbortSignal): Promise<Response> {
    const response = await this.fetch(new Request(request.clone(), { signal }));
    return /json/.test(response.headers.get('content-type') ?? '')
      ? await whole(response)
      : breakingOff(response, caller);
  }
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
