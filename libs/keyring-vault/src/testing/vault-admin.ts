import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type { VaultConfig } from '#config';
import { newId } from '#kernel';

/** Milliseconds: far above what OpenBao takes, so that a busy machine fails no test. */
const ANSWER_MS = 120_000;

const POLICIES = join(import.meta.dirname, '../../../../docker/openbao');

/** A running server, and the token and the key of its operator. */
export interface VaultServer {
  readonly vaultAddr: string;
  readonly rootToken: string;
  readonly unsealKey: string;
}

export interface AdminAnswer {
  readonly status: number;
  // biome-ignore lint/suspicious/noExplicitAny: whatever OpenBao answers
  readonly body: any;
}

/** Does in OpenBao what an operator does for Coffer: mounts, policies and tokens. It does not use Coffer's client. */
export class VaultAdmin {
  constructor(private readonly engines: VaultServer) {}

  async request(method: string, path: string, body?: object, token = this.engines.rootToken): Promise<AdminAnswer> {
    const response = await fetch(`${this.engines.vaultAddr}/v1/${path}`, {
      method,
      headers: { 'x-vault-token': token },
      body: body && JSON.stringify(body),
      signal: AbortSignal.timeout(ANSWER_MS),
    });
    const text = await response.text();
    return { status: response.status, body: text === '' ? null : JSON.parse(text) };
  }

  /** A new mount of KV answers 400 (`Upgrading`) until it is made. On a busy machine that takes seconds. */
  private async untilReady(kvMount: string): Promise<void> {
    for (let attempt = 0; attempt < 600; attempt++) {
      if ((await this.request('GET', `${kvMount}/data/none`)).status === 404) return;
      await wait(50);
    }
    throw new Error('the mount of KV is not made');
  }

  async must(method: string, path: string, body?: object): Promise<AdminAnswer['body']> {
    const answer = await this.request(method, path, body);
    if (answer.status >= 400) throw new Error(`${method} ${path}: ${JSON.stringify(answer.body)}`);
    return answer.body;
  }

  async seal(): Promise<void> {
    await this.must('POST', 'sys/seal');
  }

  async unseal(): Promise<void> {
    await this.must('POST', 'sys/unseal', { key: this.engines.unsealKey });
  }

  /** Makes mounts for one keyring, and the shipped policy for them. */
  async newPlace(mode: VaultConfig['mode']): Promise<VaultPlace> {
    const name = newId().slice(-12);
    const place = new VaultPlace(this, this.engines.vaultAddr, mode, name);
    await this.must('POST', `sys/mounts/${place.kvMount}`, { type: 'kv', options: { version: '2' } });
    await this.must('POST', `sys/mounts/${place.transitMount}`, { type: 'transit' });
    await this.untilReady(place.kvMount);
    const file = mode === 'transit' ? 'coffer-policy.hcl' : 'coffer-policy-kv.hcl';
    const shipped = await readFile(join(POLICIES, file), 'utf8');
    const policy = shipped
      .replaceAll('path "kv/', `path "${place.kvMount}/`)
      .replaceAll('path "transit/', `path "${place.transitMount}/`);
    await this.must('PUT', `sys/policies/acl/${name}`, { policy });
    return place;
  }
}

/** The mounts of one keyring. Its tokens have the shipped policy and no other. */
export class VaultPlace {
  readonly kvMount: string;
  readonly transitMount: string;

  constructor(
    private readonly admin: VaultAdmin,
    private readonly addr: string,
    readonly mode: VaultConfig['mode'],
    readonly name: string,
  ) {
    this.kvMount = `kv_${name}`;
    this.transitMount = `transit_${name}`;
  }

  config(auth: VaultConfig['auth']): VaultConfig {
    return {
      addr: this.addr,
      caFile: null,
      namespace: null,
      auth,
      mode: this.mode,
      kvMount: this.kvMount,
      transitMount: this.transitMount,
      transitKey: 'coffer-master',
      auditKey: 'coffer-audit',
    };
  }

  /** A token that lives `ttl` seconds. */
  async token(ttl = 3_600): Promise<string> {
    const request = { policies: [this.name], no_default_policy: true, ttl: `${ttl}s` };
    return (await this.admin.must('POST', 'auth/token/create', request)).auth.client_token;
  }

  async appRole(ttl = 3_600, maxTtl = 86_400): Promise<{ roleId: string; secretId: string }> {
    const { body } = await this.admin.request('GET', 'sys/auth');
    // Another test may enable it at the same time.
    if (!body.data['approle/']) await this.admin.request('POST', 'sys/auth/approle', { type: 'approle' });
    const path = `auth/approle/role/${this.name}`;
    const limits = { token_ttl: ttl, token_max_ttl: maxTtl, token_no_default_policy: true };
    await this.admin.must('POST', path, { token_policies: [this.name], ...limits });
    const role = await this.admin.must('GET', `${path}/role-id`);
    const secret = await this.admin.must('POST', `${path}/secret-id`, {});
    return { roleId: role.data.role_id, secretId: secret.data.secret_id };
  }

  async remove(): Promise<void> {
    await this.admin.must('DELETE', `sys/mounts/${this.kvMount}`);
    await this.admin.must('DELETE', `sys/mounts/${this.transitMount}`);
    await this.admin.must('DELETE', `sys/policies/acl/${this.name}`);
  }
}
