import autocannon from 'autocannon';
import { percentile } from './statistics.js';
import { storeUsage } from './store-usage.js';
import { usageOf } from './usage.js';

export const CONNECTIONS = 32;
/** The most requests in a round, whatever its time. */
const REQUESTS_MAX = 200_000;
/** Seconds after which an answer counts as lost. */
const ANSWER_WITHIN_S = 60;

/** One kind of request, sent over several connections to a server on this machine. */
export interface Load {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  /** The expected status of every answer. Another status ends the run. */
  readonly status: number;
  /** Number of connections. Default: {@link CONNECTIONS}. */
  readonly connections?: number;
  /** Number of requests in a round, instead of a time. For slow requests. */
  readonly requestsARound?: number;
  /** The requests of one connection, repeated in turn. */
  requestsOf(connection: number): autocannon.Request[];
}

/** One round of a load. Latencies in milliseconds. */
export interface Sample {
  readonly perSecond: number;
  readonly p50: number;
  readonly p99: number;
  /** Microseconds of processor time for each request, over all threads of the server; null if unknown. */
  readonly cpu: number | null;
  /** The same of the database, if it runs on this machine. Other work of it counts, too. */
  readonly storeCpu: number | null;
  readonly rssMib: number | null;
}

/**
 * Sends a round of `load` to the server with the process id `pid`, for `seconds` unless the load has an amount. Throws on
 * an unexpected answer.
 */
export async function measure(load: Load, pid: number | null, seconds: number): Promise<Sample> {
  const [before, storeBefore] = [usageOf(pid), storeUsage()];
  const amount = load.requestsARound;
  const bounds = amount ? { amount } : { duration: seconds, maxOverallRequests: REQUESTS_MAX };
  const { latencies, elapsed } = await send(load, bounds);
  const [after, storeAfter] = [usageOf(pid), storeUsage()];
  const requests = latencies.length;
  return {
    perSecond: requests / (elapsed / 1_000),
    p50: percentile(latencies, 0.5),
    p99: percentile(latencies, 0.99),
    cpu: before && after && (after.cpuMicroseconds - before.cpuMicroseconds) / requests,
    storeCpu: storeBefore && storeAfter && (storeAfter - storeBefore) / requests,
    rssMib: after?.rssMib ?? null,
  };
}

/** Sends exactly `amount` requests of `load`, without a time limit. */
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

/** Sends a GET to every path. Each connection gets a share of the paths. */
export function gets(paths: readonly string[]): Load['requestsOf'] {
  return (connection) =>
    paths
      .filter((_, index) => index % CONNECTIONS === connection % CONNECTIONS || paths.length < CONNECTIONS)
      .map((path) => ({ method: 'GET', path }));
}

/** Makes each request when it is sent. `make` gets numbers from 0. */
export function numbered(make: (number: number) => autocannon.Request): Load['requestsOf'] {
  let next = 0;
  return () => [{ setupRequest: (request) => ({ ...request, ...make(next++) }) }];
}
