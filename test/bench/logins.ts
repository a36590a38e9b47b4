import { loadConfig } from '#config';
import { setUp } from '../e2e/support/processes/api.js';
import type { Site } from '../e2e/support/processes/pairs.js';
import { type Costs, startArgon2 } from './contestants/argon2.js';
import { scratchFolder, startCoffer } from './contestants/coffer.js';
import { LOGIN_ROUND, loginsOf, refreshesOf } from './contestants/sessions.js';
import { CONNECTIONS } from './measure/load.js';
import { type Contestant, interleave, medianOf, type Results, type Rounds, ratio } from './measure/rounds.js';
import { type Row, table } from './table.js';

/** The default costs, and the lowest costs that the configuration allows. */
const COSTS: Readonly<Record<string, Costs>> = {
  default: loadConfig({}).passwords,
  cheapest: { memoryKib: 19_456, iterations: 2, parallelism: 1 },
};
const REFRESH = 'refresh';

/** A server with one cost, the bare verifier with the same cost, and their stop. */
interface Stage {
  readonly contestants: readonly Contestant[];
  clear(): Promise<void>;
}

/** Compares logins and refreshes of Coffer on one pair with a program that only verifies Argon2id. */
export async function logins(name: string, open: () => Promise<Site>, rounds: Rounds): Promise<string> {
  const folder = scratchFolder();
  const stages: Stage[] = [];
  try {
    for (const cost of Object.keys(COSTS)) stages.push(await stage(cost, await open(), folder.path, rounds));
    const results = await interleave(
      stages.flatMap(({ contestants }) => contestants),
      rounds,
    );
    return report(name, results, rounds);
  } finally {
    await Promise.all(stages.map((one) => one.clear()));
    folder.remove();
  }
}

async function stage(cost: string, site: Site, folder: string, { rounds }: Rounds): Promise<Stage> {
  const costs = costsOf(cost);
  const settings = {
    ARGON2_MEMORY_KIB: String(costs.memoryKib),
    ARGON2_ITERATIONS: String(costs.iterations),
    ARGON2_PARALLELISM: String(costs.parallelism),
    AUTH_RATE_PER_MINUTE: '0',
  };
  const server = await startCoffer({ env: { ...site.env, ...settings } }, folder);
  const bare = await startArgon2(folder, costs);
  const login = await loginsOf(server, await setUp(server));
  const { pid } = server;
  return {
    contestants: [
      { name: loginName(cost), load: login, pid },
      { name: bareName(cost), load: bare.verify, pid: bare.program.pid },
      // Nothing of a refresh is hashed by Argon2id: once is enough, where opening the sessions takes the least. One more
      // round than is counted, to warm up.
      ...(cost === 'cheapest' ? [{ name: REFRESH, load: await refreshesOf(login, rounds + 1), pid }] : []),
    ],
    async clear() {
      await Promise.all([server.stop(), bare.program.stop()]);
      await site.clear();
    },
  };
}

function report(name: string, results: Results, { rounds, seconds }: Rounds): string {
  const row = (contestant: string, ratios: Row['ratios'] = []): Row[] => {
    const sample = medianOf(results, contestant);
    return sample ? [{ name: contestant, sample, ratios }] : [];
  };
  const rows = Object.keys(COSTS).flatMap((cost) => [
    ...row(
      loginName(cost),
      (['perSecond', 'cpu'] as const).map((figure) => ratio(results, loginName(cost), bareName(cost), figure)),
    ),
    ...row(bareName(cost)),
  ]);
  const { connections, requestsARound } = LOGIN_ROUND;
  const terms = [
    `medians of ${rounds} rounds`,
    `logins: ${requestsARound} by ${connections} connections`,
    `refreshes: ${CONNECTIONS} sessions for ${seconds} s`,
  ].join('; ');
  return table(`${name}: ${terms}`, [...rows, ...row(REFRESH)], ['of bare', 'CPU of bare']);
}

function loginName(cost: string): string {
  return `login, ${cost} costs (${termsOf(cost)})`;
}

function bareName(cost: string): string {
  return `bare Argon2id (${termsOf(cost)})`;
}

function termsOf(cost: string): string {
  const { memoryKib, iterations, parallelism } = costsOf(cost);
  return `m=${memoryKib},t=${iterations},p=${parallelism}`;
}

function costsOf(cost: string): Costs {
  const costs = COSTS[cost];
  if (!costs) throw new Error(`no costs ${cost}`);
  return costs;
}
