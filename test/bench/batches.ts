import { accountWith, setUp } from '../e2e/support/processes/api.js';
import type { Site } from '../e2e/support/processes/pairs.js';
import type { Server } from '../e2e/support/processes/server.js';
import { bearing, scratchFolder, startCoffer } from './contestants/coffer.js';
import { CONNECTIONS, fill, gets, type Load, numbered } from './measure/load.js';
import { type Contestant, interleave, medianOf, type Rounds, ratio } from './measure/rounds.js';
import { table, verdict } from './table.js';
import { VALUE } from './workload.js';

/** Secrets of one environment. */
const SECRETS = 50;
/** One after another, as a program does at its start, and many programs at once. */
const AT_ONCE = [1, CONNECTIONS] as const;

const [ONE, ENV, MANY, SAME] = [
  'reveal by path',
  `environment of ${SECRETS}`,
  `batch of ${SECRETS}`,
  'environment, 304',
];

/** Compares an environment with as many reveals as it has secrets: with one caller at a time, and with many at once. */
export async function batches(name: string, site: Site, rounds: Rounds): Promise<string> {
  const folder = scratchFolder();
  const server = await startCoffer(site, folder.path);
  try {
    const loads = await furnished(server);
    const parts: string[] = [];
    for (const connections of AT_ONCE) parts.push(await compared(name, loads, connections, server.pid, rounds));
    return parts.join('\n');
  } finally {
    await server.stop();
    await site.clear();
    folder.remove();
  }
}

type Loads = Readonly<Record<string, Load>>;

async function compared(name: string, loads: Loads, connections: number, pid: number | null, rounds: Rounds) {
  const contestants = Object.entries(loads).map(
    ([kind, load]): Contestant => ({ name: kind, load: { ...load, connections }, pid }),
  );
  const results = await interleave(contestants, rounds);
  /** How many times less an answer with all secrets takes than as many reveals. */
  const gain = (kind: string) => (ratio(results, kind, ONE, 'perSecond') ?? Number.NaN) * SECRETS;
  const rows = contestants.flatMap(({ name: kind }) => {
    const sample = medianOf(results, kind);
    return sample ? [{ name: kind, sample, ratios: [kind === ONE ? null : gain(kind)] }] : [];
  });
  const terms = `${connections} at a time, medians of ${rounds.rounds} rounds of ${rounds.seconds} s`;
  const text = table(`${name}: ${terms}`, rows, [`of ${SECRETS} reveals`]);
  if (connections > 1) return text;
  // What a program waits for at its start. With many at once, reveals share durable writes and the processor decides.
  return `${text}\n${verdict(`an environment / ${SECRETS} reveals`, gain(ENV), { atLeast: 10 })}\n`;
}

async function furnished(server: Server): Promise<Loads> {
  const admin = await setUp(server);
  const statements = [{ effect: 'allow', actions: ['secret:*'], resources: ['secret:bench/**'] }];
  const app = await accountWith(admin, 'bench_app', statements);
  const paths = Array.from({ length: SECRETS }, (_, number) => `bench/app/key-${number}`);
  const read = { ...bearing(server, app), status: 200 };
  const typed = { ...read, headers: { ...read.headers, 'content-type': 'application/json' } };
  const create = numbered((number) => ({
    ...{ method: 'POST', path: '/api/v1/secrets', body: JSON.stringify({ path: paths[number], value: VALUE }) },
  }));
  await fill({ ...typed, status: 201, requestsOf: create }, SECRETS);
  const environment = '/api/v1/secrets/env?prefix=bench/app/';
  const { headers } = await app.get(environment.replace('/api/v1', ''));
  const body = JSON.stringify({ paths });
  return {
    [ONE]: { ...read, requestsOf: gets(paths.map((path) => `/api/v1/secrets/reveal?path=${path}`)) },
    [ENV]: { ...read, requestsOf: gets([environment]) },
    [MANY]: { ...typed, requestsOf: () => [{ method: 'POST', path: '/api/v1/secrets/reveal', body }] },
    [SAME]: {
      ...read,
      headers: { ...read.headers, 'if-none-match': headers.etag ?? '' },
      status: 304,
      requestsOf: gets([environment]),
    },
  };
}
