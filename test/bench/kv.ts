import { must } from '../e2e/support/people/accounts.js';
import { type Api, accountWith, setUp } from '../e2e/support/processes/api.js';
import type { Site } from '../e2e/support/processes/pairs.js';
import type { Server } from '../e2e/support/processes/server.js';
import type { Engines } from '../engines/engines.js';
import { scratchFolder, startCoffer } from './contestants/coffer.js';
import { openBao } from './contestants/openbao.js';
import { CONNECTIONS, fill, gets, type Load, numbered } from './measure/load.js';
import { interleave, medianOf, type Rounds, ratio } from './measure/rounds.js';
import { table, verdict } from './table.js';
import { VALUE } from './workload.js';

const SECRETS = 2_000;
const KV_READ = 'KV read by a key';
const OPENBAO = 'OpenBao KV-v2 read';

/** Compares the same read of the same client, at Coffer and at OpenBao. */
export async function kv(name: string, site: Site, engines: Engines, rounds: Rounds): Promise<string> {
  const folder = scratchFolder();
  const server = await startCoffer(site, folder.path);
  const bao = await openBao(engines, SECRETS);
  try {
    const contestants = [
      { name: KV_READ, load: await furnished(server), pid: server.pid },
      { name: OPENBAO, load: bao.read, pid: bao.pid },
    ];
    const results = await interleave(contestants, rounds);
    const [between, cpu] = (['perSecond', 'cpu'] as const).map((one) => ratio(results, KV_READ, OPENBAO, one));
    const rows = contestants.flatMap(({ name }) => {
      const sample = medianOf(results, name);
      return sample ? [{ name, sample, ratios: name === KV_READ ? [between ?? null, cpu ?? null] : [] }] : [];
    });
    const terms = `${SECRETS.toLocaleString('en')} secrets, ${CONNECTIONS} connections, medians of ${rounds.rounds} rounds of ${rounds.seconds} s`;
    const target =
      site.pair === 'embedded' ? [verdict('KV read / OpenBao', between ?? null, { atLeast: 1.5 }), ''] : [];
    return [table(`${name}: ${terms}`, rows, ['of OpenBao', 'CPU of OpenBao']), ...target].join('\n');
  } finally {
    await Promise.all([server.stop(), bao.close()]);
    await site.clear();
    folder.remove();
  }
}

/** Makes the secrets as a client of Vault does, and returns their reads. */
async function furnished(server: Server): Promise<Load> {
  const key = await programKey(await setUp(server));
  const load = { url: server.url, headers: { 'x-vault-token': key }, status: 200 };
  const path = (number: number) => `/v1/secret/data/bench/secret-${number}`;
  const headers = { ...load.headers, 'content-type': 'application/json' };
  const body = JSON.stringify({ data: { value: VALUE } });
  const write = numbered((number) => ({ method: 'POST', path: path(number), body }));
  await fill({ ...load, headers, requestsOf: write }, SECRETS);
  return { ...load, requestsOf: gets(Array.from({ length: SECRETS }, (_, number) => path(number))) };
}

async function programKey(admin: Api): Promise<string> {
  const statements = [{ effect: 'allow', actions: ['secret:*'], resources: ['secret:bench/**'] }];
  await accountWith(admin, 'bench_kv', statements);
  must(await admin.post('/service-accounts', { name: 'bench_program', roles: ['bench_kv-role'] }));
  return must(await admin.post('/service-accounts/bench_program/keys', { name: 'bench' })).body.key;
}
