import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { must } from '../../e2e/support/people/accounts.js';
import { type Api, accountWith, setUp } from '../../e2e/support/processes/api.js';
import { AS_SHIPPED, ENVIRONMENT_AS_SHIPPED } from '../../e2e/support/processes/base-environment.js';
import type { Site } from '../../e2e/support/processes/pairs.js';
import type { Server } from '../../e2e/support/processes/server.js';
import { fill, gets, type Load, numbered } from '../measure/load.js';
import { Program } from '../program.js';
import { VALUE } from '../workload.js';

const TEAMS = 100;
const PAGE = 200;

/** Rate limits are on but never reached. A site may change them. */
const LIMITS = {
  RATE_PER_MINUTE: '1000000',
  AUTH_RATE_PER_MINUTE: '1000000',
  AUDIT_RECORDS_PER_DAY: '0',
  ACCESS_TOKEN_EXPIRES_IN: '1d',
};
const MAIN = [...AS_SHIPPED, 'dist/apps/api/src/main.js'];

/** The built server, started as the image does. */
export interface StartedServer extends Server {
  /** Milliseconds from the start of the process to its first answer. */
  readonly firstAnswerMs: number;
  readonly pid: number | null;
}

/** Starts the built server on `site`. It logs to a file in `folder`. `nodeOptions` are for Node, for example to profile. */
export async function startCoffer(
  site: Pick<Site, 'env'>,
  folder: string,
  nodeOptions: readonly string[] = [],
): Promise<StartedServer> {
  const began = performance.now();
  const env = { ...ENVIRONMENT_AS_SHIPPED, ...LIMITS, ...site.env, PORT: '0' };
  const program = Program.start([...nodeOptions, ...MAIN], env, join(folder, 'coffer.log'));
  const [screen, url = ''] = await program.prints(/Address\s+(\S+)[\s\S]*\n\n/);
  const { ok } = await fetch(`${url}/health`);
  if (!ok) throw new Error('the server started and is not healthy');
  return {
    url,
    firstAnswerMs: performance.now() - began,
    setupToken: /^Setup token: (\S+)$/m.exec(screen)?.[1] ?? null,
    process: program.process,
    pid: program.pid,
    output: () => program.output(),
    stop: () => program.stop(),
    kill: () => program.kill(),
  };
}

/** The requests to Coffer. Each account has only the permissions that it needs. */
export interface CofferLoads {
  readonly create: Load;
  readonly list: Load;
  readonly reveal: Load;
  /** The same by the key of a service account with the same permissions. */
  readonly revealByKey: Load;
  /** The caller may list the secret but not reveal it: 403. */
  readonly deniedReveal: Load;
}

/** Makes the first administrator, two accounts and `secrets` secrets through the API. */
export async function furnish(server: Server, secrets: number): Promise<CofferLoads> {
  const admin = await setUp(server);
  const keeper = await accountWith(admin, 'bench_keeper', [
    { effect: 'allow', actions: ['secret:*'], resources: ['secret:bench/**'] },
  ]);
  const outsider = await accountWith(admin, 'bench_outsider', [
    { effect: 'allow', actions: ['secret:list'], resources: ['secret:bench/**'] },
    { effect: 'allow', actions: ['secret:reveal'], resources: ['secret:elsewhere/**'] },
  ]);
  const create = creating(server, keeper, 'made');
  await fill(creating(server, keeper, 'kept'), secrets);
  const reveals = gets((await idsOf(keeper)).map((id) => `/api/v1/secrets/${id}/reveal`));
  const pages = Array.from({ length: TEAMS }, (_, team) => `/api/v1/secrets?prefix=bench/kept/team-${team}/&limit=50`);
  return {
    create,
    list: { ...bearing(server, keeper), status: 200, requestsOf: gets(pages) },
    reveal: { ...bearing(server, keeper), status: 200, requestsOf: reveals },
    revealByKey: { ...bearing(server, await program(admin, 'bench_keeper')), status: 200, requestsOf: reveals },
    deniedReveal: { ...bearing(server, outsider), status: 403, requestsOf: reveals },
  };
}

/** A key of a service account that has the roles of an account. */
async function program(admin: Api, username: string): Promise<Api> {
  const [{ roles }] = must(await admin.get(`/users?q=${username}`)).body.items;
  must(await admin.post('/service-accounts', { name: 'bench_program', roles }));
  return admin.as(must(await admin.post('/service-accounts/bench_program/keys', { name: 'bench' })).body.key);
}

/** A folder for the files of servers, and its removal. */
export function scratchFolder(): { readonly path: string; remove(): void } {
  const path = mkdtempSync(join(tmpdir(), 'coffer-bench-'));
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
}

function creating(server: Server, account: Api, name: string): Load {
  const requestsOf = numbered((number) => ({
    method: 'POST',
    path: '/api/v1/secrets',
    body: JSON.stringify({ path: `bench/${name}/team-${number % TEAMS}/secret-${number}`, value: VALUE }),
  }));
  const { url, headers } = bearing(server, account);
  return { url, headers: { ...headers, 'content-type': 'application/json' }, status: 201, requestsOf };
}

export function bearing({ url }: Server, { token }: Api): Pick<Load, 'url' | 'headers'> {
  return { url, headers: { authorization: `Bearer ${token}` } };
}

async function idsOf(account: Api): Promise<string[]> {
  const ids: string[] = [];
  for (let cursor = ''; ; ) {
    const { body } = await account.get(`/secrets?limit=${PAGE}${cursor}`);
    ids.push(...body.items.map(({ id }: { id: string }) => id));
    if (body.next_cursor === null) return ids;
    cursor = `&cursor=${body.next_cursor}`;
  }
}
