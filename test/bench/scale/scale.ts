import { type Api, PASSWORD, setUp } from '../../e2e/support/processes/api.js';
import { embeddedSite, type Site } from '../../e2e/support/processes/pairs.js';
import { onStoppedSite } from '../../faults/rotation/opened-site.js';
import { bearing, type StartedServer, scratchFolder, startCoffer } from '../contestants/coffer.js';
import { gets, type Load } from '../measure/load.js';
import { type Contestant, interleave, medianOf, type Rounds, ratio } from '../measure/rounds.js';
import { table, verdict } from '../table.js';
import { AREAS, pathOf, seed, TEAMS } from './seed.js';

const SIZES = [1_000, 100_000, 1_000_000];
const LIMIT = 1.5;
/** Number of revealed secrets: more than the caches of derived keys and of store pages hold. */
const REVEALED = 20_000;
/** The number of list requests: ten areas with one page each in the smallest store. */
const PAGE = 50;

/** One store of one size with its server. */
interface Stage {
  readonly site: Site;
  readonly server: StartedServer;
  readonly list: Load;
  readonly reveal: Load;
}

/** Measures list and reveal over a growing number of secrets on the embedded pair, for a caller with 100 policies. */
export async function scale(rounds: Rounds, say: (line: string) => void): Promise<string> {
  const folder = scratchFolder();
  const stages: Stage[] = [];
  try {
    for (const size of SIZES) {
      say(`filling a store with ${size.toLocaleString('en')} secrets`);
      stages.push(await stage(size, folder.path));
    }
    const contestants = stages.flatMap(({ server: { pid }, list, reveal }, index): Contestant[] => [
      { name: nameOf('list', SIZES[index]), load: list, pid },
      { name: nameOf('reveal', SIZES[index]), load: reveal, pid },
    ]);
    const results = await interleave(contestants, rounds);
    const rows = ['list', 'reveal'].flatMap((what) =>
      SIZES.flatMap((size) => {
        const sample = medianOf(results, nameOf(what, size));
        return sample ? [{ name: nameOf(what, size), sample, ratios: [grown(what, size)] }] : [];
      }),
    );
    function grown(what: string, size: number | undefined): number | null {
      return ratio(results, nameOf(what, size), nameOf(what, SIZES[0]), 'p50');
    }
    const title = 'SQLite and the local keyring: secrets in the store, a caller under 100 policies';
    const verdicts = ['list', 'reveal'].flatMap((what) =>
      SIZES.slice(1).map((size) =>
        verdict(`p50 of ${nameOf(what, size)}`, grown(what, size), { atMost: LIMIT }, ' times'),
      ),
    );
    return [table(title, rows, ['p50 ratio']), ...verdicts, ''].join('\n');
  } finally {
    await Promise.all(stages.map(({ server }) => server.stop()));
    await Promise.all(stages.map(({ site }) => site.clear()));
    folder.remove();
  }
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
  const pages = Array.from({ length: AREAS }, (_, area) => `/api/v1/secrets?prefix=area-${area}/&limit=${PAGE}`);
  const allowed = ids.filter((_, number) => !/\/team-0\/|\/root-/.test(pathOf(number)));
  const step = Math.max(1, Math.floor(allowed.length / REVEALED));
  const revealed = allowed.filter((_, index) => index % step === 0).map((id) => `/api/v1/secrets/${id}/reveal`);
  const bearer = { ...bearing(server, caller), status: 200 };
  return {
    site,
    server,
    list: { ...bearer, requestsOf: gets(pages) },
    reveal: { ...bearer, requestsOf: gets(revealed) },
  };
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
