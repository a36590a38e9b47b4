import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { must } from '../../e2e/support/people/accounts.js';
import type { Api } from '../../e2e/support/processes/api.js';
import type { Server } from '../../e2e/support/processes/server.js';
import type { Load } from '../measure/load.js';
import { Program } from '../program.js';

const MAIN = fileURLToPath(new URL('../bare/jose.ts', import.meta.url));
const ISSUER = 'https://issuer.example.org';
const AUDIENCE = 'https://coffer.example.org';
const ACCOUNT = 'bench_ci';
const PATH = '/api/v1/auth/token/exchange';
const TOKENS = 256;

/** The bare verifier: the lowest possible cost of an exchange on this machine. */
export interface BareJose {
  readonly program: Program;
  readonly jwks: object;
  readonly verify: Load;
}

/** Starts it. It logs to a file in `folder`. */
export async function startJose(folder: string): Promise<BareJose> {
  const program = Program.start([MAIN, ISSUER, AUDIENCE, String(TOKENS)], {}, join(folder, 'jose.log'));
  const [line] = await program.prints(/^\{.*\}$/m);
  const { url, jwks, tokens } = JSON.parse(line) as { url: string; jwks: object; tokens: string[] };
  const bodies = tokens.map((token) => JSON.stringify({ subject_token: token, service_account: ACCOUNT }));
  const requestsOf = () => bodies.map((body) => ({ method: 'POST' as const, path: PATH, body }));
  const headers = { 'content-type': 'application/json' };
  return { program, jwks, verify: { url, headers, status: 200, requestsOf } };
}

/** Makes the provider, the account and its binding. Returns the same requests to Coffer. */
export async function exchangesOf(server: Server, admin: Api, { jwks, verify }: BareJose): Promise<Load> {
  const provider = { name: 'bench', issuer: ISSUER, audience: AUDIENCE, algorithms: ['RS256'], jwks };
  must(await admin.post('/identity-providers', provider));
  must(await admin.post('/service-accounts', { name: ACCOUNT, roles: [] }));
  const binding = { provider: 'bench', claims: { repository_id: '74' } };
  must(await admin.post(`/service-accounts/${ACCOUNT}/bindings`, binding));
  return { ...verify, url: server.url };
}
