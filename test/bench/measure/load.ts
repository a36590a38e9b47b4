import autocannon from 'autocannon';
import { percentile } from './statistics.js';
import { usageOf } from './usage.js';

export const CONNECTIONS = 32;
/** No round goes on past this many requests, whatever its time. */
const REQUESTS_MAX = 200_000;
/** Seconds that one answer is waited for. */
const ANSWER_WITHIN_S = 60;

/** One kind of request, sent by some connections at once to a server on this machine. */
export interface Load {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Of every answer; another one ends the run. */
  readonly status: number;
  /** How many at once; {@link CONNECTIONS} unless given. */
  readonly connections?: number;
  /** A round is exactly so many requests, instead of some time: for those of which a busy machine answers few a second. */
  readonly requestsARound?: number;
  /** What one connection sends, in turn and again. */
  requestsOf(connection: number): autocannon.Request[];
}

/** One round of a load. Latencies in milliseconds. */
export interface Sample {
  readonly perSecond: number;
  readonly p50: number;
  readonly p99: number;
  /** Microseconds of processor time for each request, of all the server's threads; null where nobody knows. */
  readonly cpu: number | null;
  readonly rssMib: number | null;
}

/**
 * Sends a round of `load`, for `seconds` unless it says otherwise, to the server whose process is `pid`. Throws when an
 * answer is not as it should be.
 */
export async function measure(load: Load, pid: number | null, seconds: number): Promise<Sample> {
  const before = usageOf(pid);
  const amount = load.requestsARound;
  const bounds = amount ? { amount } : { duration: seconds, maxOverallRequests: REQUESTS_MAX };
  const { latencies, elapsed } = await send(load, bounds);
  const after = usageOf(pid);
  const requests = latencies.length;
  return {
    perSecond: requests / (elapsed / 1_000),
    p50: percentile(latencies, 0.5),
    p99: percentile(latencies, 0.99),
    cpu: before && after && (after.cpuMicroseconds - before.cpuMicroseconds) / requests,
    rssMib: after?.rssMib ?? null,
  };
}

/** Sends exactly `amount` requests of `load`, however long that takes. */
export async function fill(load: Load, amount: number): Promise<void> {
  await send(load, { amount });
}

type Bounds = Pick<autocannon.Options, 'duration' | 'maxOverallRequests' | 'amount'>;

async function send(load: Load, bounds: Bounds): Promise<{ latencies: number[]; elapsed: number }> {
  const latencies: number[] = [];
  let wrong: number | null = null;
  let connection = 0;
  const began = performance.now();
  let last = began;
  await new Promise<void>((resolve, reject) => {
    const options = {
      url: load.url,
      connections: load.connections ?? CONNECTIONS,
      timeout: ANSWER_WITHIN_S,
      setupClient: (client: autocannon.Client) => client.setRequests(requestsOf(load, connection++)),
      ...bounds,
    };
    const run = autocannon(options, (error, result) => {
      if (error) reject(error);
      else if (result.errors > 0) reject(new Error(`${result.errors} requests to ${load.url} had no answer`));
      else resolve();
    });
    run.on('response', (_client, status, _bytes, latency) => {
      if (status !== load.status) wrong = status;
      latencies.push(latency);
      last = performance.now();
    });
  });
  if (wrong !== null) throw new Error(`${load.url} answered ${wrong} and not ${load.status}`);
  return { latencies, elapsed: last - began };
}

function requestsOf({ headers, requestsOf }: Load, connection: number): autocannon.Request[] {
  return requestsOf(connection).map((request) => ({ ...request, headers: { ...headers, ...request.headers } }));
}

/** GET of every path, a share of them for each connection. */
export function gets(paths: readonly string[]): Load['requestsOf'] {
  return (connection) =>
    paths
      .filter((_, index) => index % CONNECTIONS === connection % CONNECTIONS || paths.length < CONNECTIONS)
      .map((path) => ({ method: 'GET', path }));
}

/** Requests that are each made as they are sent; `make` is given the next number from 0. */
export function numbered(make: (number: number) => autocannon.Request): Load['requestsOf'] {
  let next = 0;
  return () => [{ setupRequest: (request) => ({ ...request, ...make(next++) }) }];
}
