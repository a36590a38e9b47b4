import { type Api, PASSWORD, setUp } from '../../e2e/support/processes/api.js';
import { embeddedSite, type Site } from '../../e2e/support/processes/pairs.js';
import { onStoppedSite } from '../../faults/rotation/opened-site.js';
import { bearing, type StartedServer, scratchFolder, startCoffer } from '../contestants/coffer.js';
import { gets, type Load } from '../measure/load.js';
import {
  type Contestant,
  type Figure,
  interleave,
  medianOf,
  type Results,
  type Rounds,
  ratio,
} from '../measure/rounds.js';
import { usageOf } from '../measure/usage.js';
import { table, verdict } from '../table.js';
import { AREAS, COMMON, pathOf, RARE, seed, TEAMS } from './seed.js';

const RARELY = 'list with a rare tag=';

/** The store that others are compared with. */
const SMALLEST = 1_000;
/** How many times the p50 of the smallest store a request may take in a larger one. */
const LIMIT = 1.3;
const START_S = 3;
const RSS_MIB = 300;
/** Number of revealed secrets: more than the caches of derived keys and of store pages hold. */
const REVEALED = 20_000;
/** A round of lists with a filter, which read hundreds of secrets each: an account's requests wait in line for 10 s at most. */
const SLOW = { connections: 4, requestsARound: 64 };
/** The number of list requests: ten areas with one page each in the smallest store. */
const PAGE = 50;

/** The requests, by name. A page of a common tag or text reads 500 secrets in a store of any size. */
const QUERIES: Readonly<Record<string, readonly string[]>> = {
  list: Array.from({ length: AREAS }, (_, area) => `prefix=area-${area}/`),
  'list with tag=': [`tag=${COMMON}`],
  'list with q=': [`q=${COMMON}`],
  [RARELY]: [`tag=${RARE}`],
};
const KINDS = [...Object.keys(QUERIES), 'reveal'];
/** What may take no longer in a larger store. A rare tag reads all secrets of a small one, and 5,000 of a large one. */
const BOUND = KINDS.filter((kind) => kind !== RARELY);

/** One store of one size with its server. */
interface Stage {
  readonly site: Site;
  readonly server: StartedServer;
  /** Processor time until the first answer, in microseconds. */
  readonly startCpu: number;
  /** By the names of {@link KINDS}. */
  readonly loads: ReadonlyMap<string, Load>;
}

/** Measures lists and reveals over a growing number of secrets on the embedded pair, for a caller with 100 policies. */
export async function scale(rounds: Rounds, say: (line: string) => void, largest: number): Promise<string> {
  const sizes = [...new Set([SMALLEST, Math.floor(largest / 10), largest])];
  const folder = scratchFolder();
  const stages: Stage[] = [];
  try {
    for (const size of sizes) {
      say(`filling a store with ${size.toLocaleString('en')} secrets`);
      stages.push(await stage(size, folder.path));
    }
    const results = await interleave(contestantsOf(stages, sizes), rounds);
    return report(results, sizes, stages);
  } finally {
    await Promise.all(stages.map(({ server }) => server.stop()));
    await Promise.all(stages.map(({ site }) => site.clear()));
    folder.remove();
  }
}

function contestantsOf(stages: readonly Stage[], sizes: readonly number[]): Contestant[] {
  return stages.flatMap(({ server: { pid }, loads }, index) =>
    [...loads].map(([kind, load]) => ({ name: nameOf(kind, sizes[index]), load, pid })),
  );
}

function report(results: Results, sizes: readonly number[], stages: readonly Stage[]): string {
  const grown = (kind: string, size: number, figure: Figure = 'p50') =>
    ratio(results, nameOf(kind, size), nameOf(kind, sizes[0]), figure);
  const rows = KINDS.flatMap((kind) =>
    sizes.flatMap((size) => {
      const sample = medianOf(results, nameOf(kind, size));
      return sample
        ? [{ name: nameOf(kind, size), sample, ratios: [grown(kind, size), grown(kind, size, 'cpu')] }]
        : [];
    }),
  );
  const verdicts = BOUND.flatMap((kind) =>
    sizes
      .slice(1)
      .map((size) => verdict(`p50 of ${nameOf(kind, size)}`, grown(kind, size), { atMost: LIMIT }, ' times')),
  );
  const { server, startCpu } = stages.at(-1) as Stage;
  const startGrown = startCpu / (stages[0]?.startCpu ?? Number.NaN);
  return [
    table('SQLite and the local keyring: secrets in the store, a caller under 100 policies', rows, [
      'p50 ratio',
      'CPU ratio',
    ]),
    ...verdicts,
    verdict('start of the largest to its first answer', server.firstAnswerMs / 1_000, { atMost: START_S }, ' s'),
    verdict('start of the largest, CPU', startGrown, { atMost: LIMIT }, ' times the smallest'),
    verdict('RSS of the largest after the load', usageOf(server.pid)?.rssMib ?? null, { atMost: RSS_MIB }, ' MiB'),
    '',
  ].join('\n');
}

function nameOf(what: string, size: number | undefined): string {
  return `${what} of ${size?.toLocaleString('en')}`;
}

async function stage(size: number, folder: string): Promise<Stage> {
  const site = await embeddedSite();
  const first = await startCoffer(site, folder);
  const caller = await callerUnderPolicies(await setUp(first));
  await first.stop();
  const ids = await onStoppedSite(site, (opened) => seed(opened, size));
  const server = await startCoffer(site, folder);
  const startCpu = usageOf(server.pid)?.cpuMicroseconds ?? Number.NaN;
  const allowed = ids.filter((_, number) => !/\/team-0\/|\/root-/.test(pathOf(number)));
  const step = Math.max(1, Math.floor(allowed.length / REVEALED));
  const revealed = allowed.filter((_, index) => index % step === 0).map((id) => `/api/v1/secrets/${id}/reveal`);
  const bearer = { ...bearing(server, caller), status: 200 };
  const lists = Object.entries(QUERIES).map(([kind, queries]): [string, Load] => {
    const pages = queries.map((query) => `/api/v1/secrets?${query}&limit=${PAGE}`);
    return [kind, { ...bearer, requestsOf: gets(pages), ...(kind === 'list' ? {} : SLOW) }];
  });
  return { site, server, startCpu, loads: new Map([...lists, ['reveal', { ...bearer, requestsOf: gets(revealed) }]]) };
}

/** 90 policies that each allow the secrets of one team, and 10 that each deny the root secrets of an area. */
async function callerUnderPolicies(admin: Api): Promise<Api> {
  const policies: string[] = [];
  const policy = async (name: string, effect: string, resource: string): Promise<void> => {
    const statements = [{ effect, actions: ['secret:list', 'secret:reveal'], resources: [resource] }];
    await made(admin, '/policies', { name, description: 'for the bench', statements });
    policies.push(name);
  };
  for (let area = 0; area < AREAS; area++) {
    for (let team = 1; team < TEAMS; team++)
      await policy(`a${area}t${team}`, 'allow', `secret:area-${area}/team-${team}/**`);
    await policy(`a${area}root`, 'deny', `secret:area-${area}/*/root-*`);
  }
  await made(admin, '/roles', { name: 'bench', description: 'for the bench', policies });
  const account = { username: 'bench_caller', password: PASSWORD, password_change_required: false, roles: ['bench'] };
  await made(admin, '/users', { ...account, email: 'bench_caller@example.org' });
  return admin.login('bench_caller', PASSWORD);
}

async function made(admin: Api, path: string, body: object): Promise<void> {
  const { status, text } = await admin.post(path, body);
  if (status !== 201) throw new Error(`${path} answered ${status} ${text}`);
}
