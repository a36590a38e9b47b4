import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '../../containers/free-port.js';
import { eventually } from '../../faults/support/eventually.js';
import { AUDIENCE, ISSUER, newIdentity, SUBJECT } from './identity.js';
import { BAO } from './installed.js';
import type { Place } from './place.js';

export interface OpenBao extends Place {
  stop(): Promise<void>;
}

const ROOT_TOKEN = 'root-of-the-comparison';
const WRITER = [
  'path "secret/*" { capabilities = ["create", "read", "update", "patch", "delete", "list"] }',
  'path "sys/mounts" { capabilities = ["read"] }',
].join('\n');
const READER = ['data', 'metadata']
  .map((kind) => `path "secret/${kind}/shared/*" { capabilities = ["read", "list"] }`)
  .join('\n');

/** A real OpenBao in memory, with KV version 2 at `secret`. */
export async function startOpenBao(): Promise<OpenBao> {
  const [home, port] = [mkdtempSync(join(tmpdir(), 'coffer-openbao-')), await freePort()];
  const listen = [`-dev-root-token-id=${ROOT_TOKEN}`, `-dev-listen-address=127.0.0.1:${port}`, '-dev-no-store-token'];
  const child = spawn(BAO, ['server', '-dev', ...listen], { env: { HOME: home }, stdio: 'ignore' });
  const exited = once(child, 'exit');
  const address = `http://127.0.0.1:${port}`;
  const stop = async () => {
    child.kill('SIGKILL');
    await exited;
    rmSync(home, { recursive: true, force: true });
  };
  try {
    // It is active before it mounts KV.
    await eventually(async () => expect((await call(address, 'GET', 'secret/config')).data).toBeTruthy());
    return { address, stop, ...(await prepared(address)) };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function prepared(address: string): Promise<Omit<Place, 'address'>> {
  const policies = { writer: WRITER, reader: READER };
  for (const [name, policy] of Object.entries(policies))
    await call(address, 'PUT', `sys/policies/acl/${name}`, { policy });
  await call(address, 'POST', 'sys/auth/approle', { type: 'approle' });
  const role = { token_policies: ['reader'], token_ttl: '15m' };
  await call(address, 'POST', 'auth/approle/role/reader', role);
  const { role_id: roleId } = (await call(address, 'GET', 'auth/approle/role/reader/role-id')).data;
  const { secret_id: secretId } = (await call(address, 'POST', 'auth/approle/role/reader/secret-id')).data;
  const identity = await newIdentity();
  await call(address, 'POST', 'sys/auth/jwt', { type: 'jwt' });
  await call(address, 'POST', 'auth/jwt/config', { jwt_validation_pubkeys: [identity.pem], bound_issuer: ISSUER });
  const bound = { bound_audiences: [AUDIENCE], bound_subject: SUBJECT };
  await call(address, 'POST', 'auth/jwt/role/reader', { role_type: 'jwt', user_claim: 'sub', ...bound, ...role });
  const tokenFor = async (policy: string) =>
    (await call(address, 'POST', 'auth/token/create', { policies: [policy], ttl: '15m' })).auth.client_token;
  const login = await call(address, 'POST', 'auth/approle/login', { role_id: roleId, secret_id: secretId });
  const [writer, reader, leaver] = [await tokenFor('writer'), await tokenFor('reader'), login.auth.client_token];
  return {
    roleId,
    secretId,
    role: 'reader',
    jwt: identity.jwt,
    tokens: { writer, reader, leaver, forged: 's.forged' },
  };
}

// biome-ignore lint/suspicious/noExplicitAny: answers are looked into freely
async function call(address: string, method: string, path: string, body?: object): Promise<any> {
  const headers = { 'x-vault-token': ROOT_TOKEN };
  const answer = await fetch(`${address}/v1/${path}`, { method, headers, body: body && JSON.stringify(body) });
  const text = await answer.text();
  if (!answer.ok) throw new Error(`OpenBao answered ${method} ${path} with ${answer.status} ${text}`);
  return text === '' ? {} : JSON.parse(text);
}
