import { randomBytes } from 'node:crypto';
import { loadConfig } from '#config';
import { keptEntry } from '../../e2e/support/people/entries.js';
import { type Api, accountWith, setUp } from '../../e2e/support/processes/api.js';
import { embeddedSite } from '../../e2e/support/processes/pairs.js';
import { each } from '../../faults/rotation/opened-site.js';
import { type StartedServer, startCoffer } from '../contestants/coffer.js';
import { VALUE } from '../workload.js';
import { PROXY, type Target } from './target.js';

const SECRETS = 300;
const LARGE_ENTRIES = 12;
const SMALL_ENTRIES = 500;
const DENYING = 100;
const AT_ONCE = 16;

/** A store with accounts and data for the well-behaved caller and for every abuser. */
export interface Stage {
  /** Starts a new server on it, at the default limits, after the end of the one before. */
  open(): Promise<Opened>;
  clear(): Promise<void>;
}

export interface Opened {
  readonly server: StartedServer;
  readonly target: Target;
  /** The well-behaved caller. */
  readonly token: string;
  readonly secretIds: readonly string[];
}

export async function furnish(folder: string): Promise<Stage> {
  const site = await embeddedSite(defaults());
  // Filled without limits, and started again with them.
  const first = await startCoffer({ env: { ...site.env, AUTH_RATE_PER_MINUTE: '0', RATE_PER_MINUTE: '0' } }, folder);
  const admin = await setUp(first);
  const secretIds = await keepSecrets(admin);
  const [caller, reader] = [await revealer(admin, 'bench_caller'), await revealer(admin, 'bench_reader')];
  const [denied, member] = [await deniedBy(admin), await accountWith(admin, 'bench_member', ANYTHING)];
  await fillVault(member);
  await first.stop();
  const tokens = { member: tokenOf(member), reader: tokenOf(reader), denied: tokenOf(denied), admin: tokenOf(admin) };
  let server: StartedServer | null = null;
  return {
    async open() {
      await server?.stop();
      server = await startCoffer(site, folder);
      const { hostname, port } = new URL(server.url);
      const target = { host: hostname, port: Number(port), ...tokens, secretId: secretIds[0] ?? '' };
      return { server, target, secretIds, token: tokenOf(caller) };
    },
    async clear() {
      await server?.stop();
      await site.clear();
    },
  };
}

const ANYTHING = [{ effect: 'allow', actions: ['secret:list'], resources: ['secret:nothing'] }];

/** What an operator gets who sets nothing, and a proxy that lets the bench choose addresses. */
function defaults(): Record<string, string> {
  const { authRatePerMinute, ratePerMinute } = loadConfig({}).http;
  return {
    AUTH_RATE_PER_MINUTE: String(authRatePerMinute),
    RATE_PER_MINUTE: String(ratePerMinute),
    TRUSTED_PROXIES: PROXY,
    REGISTRATION: 'closed',
  };
}

function tokenOf({ token }: Api): string {
  if (token === null) throw new Error('no token');
  return token;
}

function revealer(admin: Api, name: string): Promise<Api> {
  return accountWith(admin, name, [
    { effect: 'allow', actions: ['secret:list', 'secret:read', 'secret:reveal'], resources: ['secret:bench/**'] },
  ]);
}

/** Every denial has to look at all of these policies. */
function deniedBy(admin: Api): Promise<Api> {
  const denying = Array.from({ length: DENYING }, (_, n) => `secret:*/team-${n % 10}/other-${n}-*`);
  return accountWith(admin, 'bench_denied', [
    { effect: 'allow', actions: ['secret:list', 'secret:reveal'], resources: ['secret:other/**'] },
    ...Array.from({ length: DENYING / 50 }, (_, n) => ({
      ...{ effect: 'deny', actions: ['secret:reveal'] },
      resources: denying.slice(n * 50, (n + 1) * 50),
    })),
  ]);
}

async function keepSecrets(admin: Api): Promise<string[]> {
  const ids: string[] = [];
  const keep = async (n: number) => {
    const { body } = await admin.post('/secrets', { path: `bench/team-${n % 10}/secret-${n}`, value: VALUE });
    ids.push(body.id);
  };
  await each(Array(SECRETS).keys(), keep, AT_ONCE);
  return ids;
}

async function fillVault(member: Api): Promise<void> {
  const ciphertext = randomBytes(262_144).toString('base64');
  await each(Array(LARGE_ENTRIES), () => keptEntry(member, { ciphertext }), AT_ONCE);
  await each(Array(SMALL_ENTRIES), () => keptEntry(member), AT_ONCE);
}
