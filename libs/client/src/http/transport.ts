import { NoAnswer } from '../errors.js';
import { CofferProblem, type ProblemFields, problemFields } from './problem.js';
import { isRepeatable, LONGEST_RETRY_AFTER, mayRepeatAfter, waitBefore } from './repeats.js';

export type Fetch = (request: Request) => Promise<Response>;

export interface TransportOptions {
  /** Instead of the platform's. */
  readonly fetch?: Fetch;
  /** Milliseconds that one attempt may take, until its answer has begun; 30,000 unless said otherwise. */
  readonly timeoutMs?: number;
  /** How often a request is sent at most, where that is safe; 4 unless said otherwise. */
  readonly attempts?: number;
  /** For tests: waits, and chance. */
  readonly sleep?: (ms: number) => Promise<void>;
  readonly random?: () => number;
}

/** Sends requests, each within its time, again where that is safe, and throws what was refused. */
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

  /** Errors: {@link CofferProblem}, {@link NoAnswer}, and the reason of the caller's own signal. */
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

  /** One attempt, which ends in time whatever becomes of it. */
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

  /** JSON is read whole here, so that an answer that breaks off is no answer. */
  private async exchange(request: Request, signal: AbortSignal): Promise<Response> {
    const response = await this.fetch(new Request(request.clone(), { signal }));
    return /json/.test(response.headers.get('content-type') ?? '') ? await whole(response) : response;
  }
}

/** Rejects when it is aborted: a fetch may lose sight of its signal (Node collects signals that only a request holds). */
function abortOf(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason), { once: true }));
}

async function whole(response: Response): Promise<Response> {
  const { status, headers } = response;
  return new Response(await response.arrayBuffer(), { status, headers });
}

/** `problem` null: there was no answer. */
function worthRepeating(problem: ProblemFields | null, headers: Headers): boolean {
  if (problem === null) return true;
  return mayRepeatAfter(problem, headers) && (problem.retryAfter ?? 0) <= LONGEST_RETRY_AFTER;
}

function errorOf(outcome: Response | NoAnswer, problem: ProblemFields | null, attempts: number): Error {
  if (problem !== null) return new CofferProblem(problem, attempts);
  return outcome instanceof NoAnswer ? outcome : new NoAnswer('no_answer');
}
