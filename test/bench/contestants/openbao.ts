import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Engines } from '../../engines/engines.js';
import { fill, gets, type Load, numbered } from '../measure/load.js';
import { VALUE } from '../workload.js';

const TRIES = 50;

/** OpenBao's KV-v2 read with a policy and an audit device: the alternative that a team would use. */
export interface OpenBao {
  readonly pid: number | null;
  readonly read: Load;
  close(): Promise<void>;
}

/** Mounts a new KV-v2 engine in the running OpenBao and fills it. Throws without a file audit device. */
export async function openBao(engines: Engines, secrets: number): Promise<OpenBao> {
  const name = `bench-${randomBytes(4).toString('hex')}`;
  const call = caller(engines);
  const devices = (await call('GET', 'sys/audit')) as Record<string, { type?: string }>;
  if (!Object.values(devices).some((device) => device?.type === 'file')) {
    throw new Error('OpenBao has no file audit device: there is nothing to compare with');
  }
  await call('POST', `sys/mounts/${name}`, { type: 'kv', options: { version: '2' } });
  await call('PUT', `sys/policies/acl/${name}`, {
    policy: `path "${name}/data/*" { capabilities = ["read", "create"] }`,
  });
  const { auth } = (await call('POST', 'auth/token/create', { policies: [name], ttl: '2h' })) as {
    auth: { client_token: string };
  };
  const load = { url: engines.vaultAddr, headers: { 'x-vault-token': auth.client_token }, status: 200 };
  const path = (number: number) => `/v1/${name}/data/secret-${number}`;
  await ready(() => call('POST', `${name}/data/secret-0`, { data: { value: VALUE } }));
  const body = JSON.stringify({ data: { value: VALUE } });
  await fill(
    { ...load, requestsOf: numbered((number) => ({ method: 'POST', path: path(number + 1), body })) },
    secrets,
  );
  return {
    pid: pidOf(engines),
    read: { ...load, requestsOf: gets(Array.from({ length: secrets }, (_, number) => path(number + 1))) },
    async close() {
      await call('DELETE', `sys/mounts/${name}`);
      await call('DELETE', `sys/policies/acl/${name}`);
    },
  };
}

type Call = (method: string, path: string, body?: object) => Promise<Record<string, unknown>>;

function caller({ vaultAddr, rootToken }: Engines): Call {
  return async (method, path, body) => {
    const answer = await fetch(`${vaultAddr}/v1/${path}`, {
      method,
      headers: { 'x-vault-token': rootToken },
      body: body && JSON.stringify(body),
    });
    if (!answer.ok) throw new Error(`OpenBao answered ${answer.status} to ${method} ${path}`);
    return answer.status === 204 ? {} : ((await answer.json()) as Record<string, unknown>);
  };
}

/** A new KV-v2 mount refuses requests until it is ready. */
async function ready(attempt: () => Promise<unknown>): Promise<void> {
  for (let left = TRIES; ; left--) {
    try {
      await attempt();
      return;
    } catch (error) {
      if (left === 0) throw error;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
}

/** The audit file, which the `engines` script keeps in its folder. */
function pidOf({ dir }: Engines): number | null {
  try {
    return dir ? Number(readFileSync(join(dir, 'vault.pid'), 'utf8')) : null;
  } catch {
    return null;
  }
}
