import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import type { ServerResponse } from 'node:http';
import { promisify } from 'node:util';
import type { JWTPayload } from 'jose';
import { LocalIssuer, sendJson, signingKey, type TokenOptions } from '#service-accounts/testing';
import { must } from '../support/people/accounts.js';
import { keep } from '../support/people/secrets.js';
import { type Body, expectProblem } from '../support/processes/api.js';
import { type Coffer, requestIdOf } from '../support/processes/coffer.js';

const AUDIENCE = 'https://coffer.example.org';
const RUN = { repository_id: '74', repository_owner_id: '65', environment: 'production' };
const JWKS = '/.well-known/jwks';
const DISCOVERY = '/.well-known/openid-configuration';
const GUIDE = new URL('../../../docs/guides/programs.md', import.meta.url);
/** Far above the 5 s of a fetch, so that a busy machine fails none. */
const BOUNDED_MS = 60_000;

const suite = (coffer: Coffer) => {
  let issuer: LocalIssuer;
  let binding: Body;
  beforeAll(async () => {
    issuer = await LocalIssuer.open();
    const { admin } = coffer;
    await keep(admin, 'prod/shop/db');
    const statements = [{ effect: 'allow', actions: ['secret:read', 'secret:reveal'], resources: ['secret:prod/**'] }];
    must(await admin.post('/policies', { name: 'deploying', statements }));
    must(await admin.post('/roles', { name: 'deployer', policies: ['deploying'] }));
    must(await admin.post('/service-accounts', { name: 'ci-deploy', roles: ['deployer'] }));
    must(await admin.post('/identity-providers', providerBody('github', { discovery: issuer.discovery })));
    binding = await bind('github');
  });
  afterAll(() => issuer.close());
  afterEach(() => issuer.handlers.clear());

  const providerBody = (name: string, more: Body = {}): Body => ({
    ...{ name, issuer: issuer.url, audience: AUDIENCE, algorithms: ['ES256'] },
    ...{ private_network: true, ca: issuer.ca, ...more },
  });
  const bind = async (provider: string, claims: Body = RUN): Promise<Body> =>
    must(await coffer.admin.post('/service-accounts/ci-deploy/bindings', { provider, claims })).body;
  const token = (claims: JWTPayload = {}, options: TokenOptions = {}) =>
    issuer.token({ aud: AUDIENCE, sub: 'repo:octo/shop', ...RUN, ...claims }, options);
  const exchange = (subject: string, account = 'ci-deploy', api = coffer.nobody) =>
    api.post('/auth/token/exchange', { subject_token: subject, service_account: account });
  const refused = async (subject: string, account?: string) => {
    const answer = await exchange(subject, account);
    expectProblem(answer, 401, 'invalid_subject_token');
    const { request_id: _, decision_id: id, ...told } = answer.body;
    const { items } = (await coffer.admin.get(`/audit/logs?decision_id=${id}`)).body;
    return { told, reason: items[0].decision_reason as string };
  };
  const opened = async (subject: string) => coffer.admin.as(must(await exchange(subject)).body.access_token as string);

  it('is one 401 for every refusal, and only the audit knows why [R111]', async () => {
    const forged = await signingKey(issuer.keys[0]?.kid ?? '');
    const subjects: [string, string?][] = [
      ['x'],
      [await token({ iss: 'https://evil.example' })],
      [await token({ aud: [AUDIENCE, 'x'] })],
      [await token({ exp: 1_000 })],
      [await token({ repository_id: '75' })],
      [await token({}, { key: forged })],
      [await token({}, { header: { jku: issuer.jwksUri } })],
      [await token(), 'nobody'],
      [await token(), 'root_admin'],
    ];
    const refusals = [];
    for (const [subject, account] of subjects) refusals.push(await refused(subject, account));
    expect(new Set(refusals.map(({ told }) => JSON.stringify(told))).size).toBe(1);
    expect(new Set(refusals.map(({ reason }) => reason)).size).toBe(refusals.length - 1);
  });

  it('gives a token that works as the account and no further, and leaves one record [R139]', async () => {
    const answer = must(await exchange(await token()));
    expect(answer.body).toEqual({
      access_token: expect.any(String),
      token_type: 'bearer',
      expires_in: expect.any(Number),
    });
    expect(answer.body.expires_in).toBeLessThanOrEqual(300);
    const records = (await coffer.admin.get(`/audit/logs?request_id=${requestIdOf(answer)}`)).body.items;
    expect(records).toMatchObject([
      { action: 'auth:exchange', outcome: 'succeeded', actor_name: 'ci-deploy', resource_id: binding.id },
    ]);
    const program = coffer.admin.as(answer.body.access_token);
    const read = await program.get('/secrets/by-path?path=prod/shop/db');
    expect(read.status).toBe(200);
    expect((await program.get('/users')).status).toBe(403);
    expect((await program.get('/sensitive-data')).status).toBe(403);
    const used = (await coffer.admin.get(`/audit/logs?request_id=${requestIdOf(read)}`)).body.items;
    expect(used).toMatchObject([{ credential_id: binding.id }]);
  });

  const DOORS: [string, string, (response: ServerResponse) => void][] = [
    ['redirects', 'redirect', (response) => void response.writeHead(302, { location: `${issuer.url}/keys` }).end()],
    ['answers HTML', 'not JSON', (response) => void response.writeHead(200, { 'content-type': 'text/html' }).end('x')],
    [
      'never ends its answer',
      '256 KiB',
      (response) => {
        response.writeHead(200, { 'content-type': 'application/json' });
        const more = () => {
          while (!response.destroyed && response.write(Buffer.alloc(16_384, 0x20)));
          response.once('drain', more);
        };
        more();
      },
    ],
    ['answers nothing', 'in time', () => {}],
    [
      'is of another issuer',
      'another issuer',
      (response) => sendJson(response, { issuer: 'x', jwks_uri: issuer.jwksUri }),
    ],
  ];

  it.each(DOORS)('is refused in bounded time if the provider %s [R111]', async (name, why, answer) => {
    const audience = `${AUDIENCE}/${encodeURIComponent(name)}`;
    const provider = `hostile-${DOORS.findIndex(([one]) => one === name)}`;
    issuer.handlers.set(DISCOVERY, (_, response) => answer(response));
    must(
      await coffer.admin.post('/identity-providers', providerBody(provider, { audience, discovery: issuer.discovery })),
    );
    const began = Date.now();
    const refusal = await exchange(await token({ aud: audience }));
    expectProblem(refusal, 503, 'provider_unavailable');
    expect(Date.now() - began).toBeLessThan(BOUNDED_MS);
    const { items } = (await coffer.admin.get(`/audit/logs?decision_id=${refusal.body.decision_id}`)).body;
    expect(items[0].decision_reason).toContain(why);
  });

  it('does not ask an address that is not of the internet, unless the provider may be there [R111]', async () => {
    const { ca: _, ...body } = providerBody('inside', { audience: 'inside', private_network: false });
    const literal = { ...body, jwks_uri: `https://127.0.0.1:${issuer.port}${JWKS}` };
    expectProblem(await coffer.admin.post('/identity-providers', literal), 400, 'validation_failed');
    must(await coffer.admin.post('/identity-providers', { ...body, jwks_uri: issuer.jwksUri }));
    const same = { ...body, name: 'same', jwks_uri: issuer.jwksUri };
    expectProblem(await coffer.admin.post('/identity-providers', same), 409, 'issuer_taken');
    issuer.requests.length = 0;
    const refusal = await exchange(await token({ aud: 'inside' }));
    expectProblem(refusal, 503, 'provider_unavailable');
    expect(issuer.requests).toEqual([]);
  });

  it('ends with its binding at once [R139]', async () => {
    const other = await bind('github', { ...RUN, repository_id: '99' });
    const program = await opened(await token({ repository_id: '99' }));
    expect((await program.get('/auth/me')).status).toBe(200);
    must(await coffer.admin.delete(`/service-accounts/ci-deploy/bindings/${other.id}`));
    expectProblem(await program.get('/auth/me'), 401, 'unauthenticated');
    await refused(await token({ repository_id: '99' }));
  });

  it('works as the guide says for GitHub Actions, with an issuer that speaks as GitHub does', async () => {
    const script = /```yaml\n.*?run: \|\n(.*?)```/s.exec(readFileSync(GUIDE, 'utf8'))?.[1] ?? '';
    expect(script).toContain('ACTIONS_ID_TOKEN_REQUEST_URL');
    const api = coffer.server.url;
    const audience = api;
    must(
      await coffer.admin.post('/identity-providers', providerBody('guide', { audience, discovery: issuer.discovery })),
    );
    await bind('guide');
    issuer.handlers.set('/actions/token', (request, response) => {
      const asked = new URL(request.url ?? '', issuer.url).searchParams.get('audience') ?? '';
      if (request.headers.authorization !== 'Bearer run-token') return void response.writeHead(401).end();
      void token({ aud: asked }).then((value) => sendJson(response, { count: value.length, value }));
    });
    const env = {
      PATH: process.env.PATH,
      ...{ COFFER_URL: api, ACTIONS_ID_TOKEN_REQUEST_TOKEN: 'run-token', SSL_CERT_FILE: issuer.caFile },
      ...{ CURL_CA_BUNDLE: issuer.caFile, ACTIONS_ID_TOKEN_REQUEST_URL: `${issuer.url}/actions/token?api-version=2.0` },
    };
    const { stdout } = await promisify(execFile)('bash', ['-euo', 'pipefail', '-c', script], { env });
    expect(stdout).toContain('"username":"ci-deploy"');
  });
};

export const exchange = (coffer: Coffer): void =>
  describe('the exchange of tokens of identity providers', () => suite(coffer));
