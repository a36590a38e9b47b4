import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { isLasting, isOutage, PartUnavailable, StartError } from '#kernel';
import { ManualClock } from '#kernel/testing';
import { connectVault } from './vault-client.js';
import { type VaultAuth, VaultSession } from './vault-session.js';

const TOKEN: VaultAuth = { token: 'canary' };
const ROLE: VaultAuth = { roleId: 'canary', secretId: 'canary' };

describe('a first login that fails', () => {
  let server: Server;
  let answer: { status: number; body: string; headers?: Record<string, string> };
  beforeAll(async () => {
    server = createServer((_, response) => void response.writeHead(answer.status, answer.headers).end(answer.body));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  });
  afterAll(() => server.close());

  async function failure(auth: VaultAuth, namespace: string | null, addr = 'http'): Promise<unknown> {
    const { port } = server.address() as AddressInfo;
    const place = { addr: `${addr}://127.0.0.1:${port}`, caFile: null, namespace, auth, mode: 'kv' as const };
    const client = connectVault({ ...place, kvMount: 'kv', transitMount: 'transit', transitKey: 'k', auditKey: 'a' });
    const session = new VaultSession(client, auth, new ManualClock());
    return session
      .open(namespace)
      .then(
        () => new Error('it was opened'),
        (error: unknown) => error,
      )
      .finally(() => session.close());
  }

  it.each([
    [403, { errors: ['permission denied'] }, TOKEN, null, StartError, /^VAULT_TOKEN was refused/],
    [400, { errors: ['invalid role or secret ID'] }, ROLE, null, StartError, /^VAULT_ROLE_ID and VAULT_SECRET_ID were/],
    [404, { errors: ['namespace not found'] }, ROLE, 'team', StartError, /^VAULT_NAMESPACE: Vault has no such/],
    [404, { errors: ['no handler for route'] }, ROLE, null, StartError, /^VAULT_ROLE_ID: Vault has no AppRole logins/],
    [404, { errors: [] }, TOKEN, null, StartError, /^VAULT_ADDR: Vault has nothing at this path/],
    [404, 'not found', TOKEN, null, StartError, /^VAULT_ADDR: what answers there is not Vault/],
    [400, 'Client sent an HTTP request to an HTTPS server.', TOKEN, null, StartError, /^VAULT_ADDR: .* is not Vault/],
    [301, '', TOKEN, null, StartError, /^VAULT_ADDR: what answers there redirects/],
    [503, { errors: ['Vault is sealed'] }, TOKEN, null, PartUnavailable, /^VAULT_ADDR: Vault is sealed/],
    [501, { errors: ['not initialized'] }, ROLE, null, PartUnavailable, /^VAULT_ADDR: Vault is not initialised/],
    [429, { errors: ['too many requests'] }, ROLE, null, PartUnavailable, /^VAULT_ADDR: Vault answers .* with 429/],
    [502, '<html>Bad Gateway</html>', ROLE, null, PartUnavailable, /^VAULT_ADDR: Vault answers .* with 502/],
    [504, '<html>Gateway Timeout</html>', TOKEN, null, PartUnavailable, /^VAULT_ADDR: Vault answers .* with 504/],
    [500, '', TOKEN, null, PartUnavailable, /^VAULT_ADDR: Vault answers .* with 500/],
    [429, 'slow down', TOKEN, null, PartUnavailable, /^VAULT_ADDR: Vault answers .* with 429/],
    [408, '', ROLE, null, PartUnavailable, /^VAULT_ADDR: Vault answers .* with 408/],
  ])('with %d %j is told by the variable to look at', async (status, body, auth, namespace, kind, words) => {
    answer = {
      status,
      body: typeof body === 'string' ? body : JSON.stringify(body),
      headers: { location: 'https://x/' },
    };
    const error = await failure(auth, namespace);
    expect(error).toBeInstanceOf(kind);
    expect(isOutage(error) && !isLasting(error)).toBe(kind === PartUnavailable);
    expect((error as Error).message).toMatch(words);
    expect((error as Error).message).not.toMatch(/canary|\n/);
  });

  it('is told as TLS where https:// meets a server without it', async () => {
    expect(await failure(TOKEN, null, 'https')).toMatchObject({
      message: expect.stringMatching(/^VAULT_ADDR: .* TLS/),
    });
  });

  it('is told as an absent server where nothing listens', async () => {
    const nowhere = { addr: 'http://127.0.0.1:1', caFile: null, namespace: null, auth: TOKEN, mode: 'kv' as const };
    const client = connectVault({ ...nowhere, kvMount: 'kv', transitMount: 'transit', transitKey: 'k', auditKey: 'a' });
    const session = new VaultSession(client, TOKEN, new ManualClock());
    const message = 'VAULT_ADDR: Vault does not answer there (ECONNREFUSED).';
    await expect(session.open()).rejects.toMatchObject({ name: 'PartUnavailable', message });
  });
});
