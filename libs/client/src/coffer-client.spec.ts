import { readFileSync } from 'node:fs';
import { CofferClient } from './coffer-client.js';
import { ANONYMOUS, TAKES_IDEMPOTENCY_KEY } from './generated/operations.js';
import type { Method } from './http/typed.js';
import { FakeServer } from './testing/fake-server.js';
import { CHEAP, clientOf } from './testing/login.js';

/** Every operation of the generated types, as `<method> <path>`. */
function operations(): [Method, string][] {
  const source = readFileSync(new URL('./generated/api.ts', import.meta.url), 'utf8');
  const paths = source.slice(source.indexOf('interface paths'), source.indexOf('export type webhooks'));
  const found: [Method, string][] = [];
  let path = '';
  for (const line of paths.split('\n')) {
    path = /^ {4}"(.*)": \{$/.exec(line)?.[1] ?? path;
    const method = /^ {8}(get|post|put|patch|delete): operations/.exec(line)?.[1];
    if (method !== undefined) found.push([method as Method, path]);
  }
  return found;
}

function refusal(): Response {
  const problem = {
    type: 'about:blank',
    title: 'No',
    status: 401,
    code: 'unauthenticated',
    detail: 'No.',
    request_id: 'r',
  };
  const headers = { 'content-type': 'application/problem+json' };
  return new Response(JSON.stringify(problem), { status: 401, headers });
}

describe('the client', () => {
  it('calls every route of the document, with a token where the route needs one', async () => {
    const arrived: { method: string; path: string; bearer: string | null; key: string | null }[] = [];
    const server = new FakeServer();
    server.account = {
      username: 'ada',
      login_secret: 's',
      kdf: CHEAP,
      encryption_salt: 'AA==',
      protected_user_key: null,
    };
    const client = clientOf(server, {
      fetch: async (request) => {
        const { pathname } = new URL(request.url);
        const isLogin = pathname.endsWith('/auth/login') && arrived.length === 0;
        const [bearer, key] = ['authorization', 'idempotency-key'].map((name) => request.headers.get(name));
        arrived.push({ method: request.method, path: pathname, bearer: bearer ?? null, key: key ?? null });
        return isLogin ? server.fetch(request) : Response.json({});
      },
    });
    const { session } = await client.logIn({ username: 'ada', login_secret: 's' });
    const all = operations();
    expect(all.length).toBeGreaterThan(55);
    for (const [method, path] of all) {
      const names = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name as string);
      const params = { path: Object.fromEntries(names.map((name) => [name, 'a/b'])) };
      await client.call(method, path, { params, ...(method === 'get' ? {} : { body: {} }) });
      const operation = `${method.toUpperCase()} ${path}`;
      const { key, ...request } = arrived.at(-1) ?? { key: null };
      expect(request).toEqual({
        method: method.toUpperCase(),
        path: path.replace(/\{\w+\}/g, 'a%2Fb'),
        bearer: ANONYMOUS.has(operation) ? null : `Bearer ${session?.accessToken}`,
      });
      expect([operation, key !== null]).toEqual([operation, TAKES_IDEMPOTENCY_KEY.has(operation)]);
    }
  });

  it('with a key sends it where a token is needed, never refreshes, and tells at once that it was refused', async () => {
    const arrived: (string | null)[] = [];
    const answers = [Response.json({}), Response.json({}), refusal()];
    const client = clientOf(new FakeServer(), {
      key: 'coffer_sk_x',
      fetch: async (request) => {
        arrived.push(request.headers.get('authorization'));
        return answers.shift() ?? Response.json({});
      },
    });
    await client.get('/health');
    await client.get('/api/v1/secrets');
    await expect(client.get('/api/v1/secrets')).rejects.toMatchObject({ status: 401, code: 'unauthenticated' });
    expect(arrived).toEqual([null, 'Bearer coffer_sk_x', 'Bearer coffer_sk_x']);
  });

  it('follows no redirect, which would take the password along', async () => {
    const followed: string[] = [];
    const fetch = async (request: Request) => {
      followed.push(request.redirect);
      return new Response(null, { status: 307, headers: { location: 'https://other.test/' } });
    };
    const client = new CofferClient({ baseUrl: 'https://coffer.test', fetch });
    const login = client.logIn({ username: 'ada', password: 'canary' });
    await expect(login).rejects.toMatchObject({ code: 'unknown', status: 307, attempts: 1 });
    expect(followed).toEqual(['manual']);
  });

  it('has types that refuse calls that the document does not know', async () => {
    const client = new CofferClient({ baseUrl: '', fetch: async () => Response.json({}) });
    const never = async () => {
      // @ts-expect-error: no such route
      await client.get('/api/v1/nothing');
      // @ts-expect-error: the route has no such method
      await client.delete('/api/v1/auth/login');
      // @ts-expect-error: the id is missing
      await client.get('/api/v1/secrets/{id}');
      // @ts-expect-error: the value is missing
      await client.post('/api/v1/secrets', { body: { path: 'a' } });
      const { data } = await client.get('/api/v1/secrets/{id}', { params: { path: { id: 'x' } } });
      const version: number = data.version;
      // @ts-expect-error: the value is a number
      const text: string = data.version;
      return [version, text];
    };
    expect(never).toBeInstanceOf(Function);
  });

  it('asks for the second factor, and has no session without it', async () => {
    const bodies: unknown[] = [];
    const client = new CofferClient({
      baseUrl: 'http://coffer.test',
      fetch: async (request) => {
        bodies.push([new URL(request.url).pathname, await request.json()]);
        if (request.url.endsWith('/login')) {
          return Response.json({ mfa_required: true, mfa_token: 't', mfa_methods: ['totp', 'email'] });
        }
        if (request.url.endsWith('/send')) return Response.json({ message: 'sent' }, { status: 202 });
        return Response.json({
          access_token: 'a',
          refresh_token: 'r',
          expires_in: 900,
          kdf: CHEAP,
          encryption_salt: '',
        });
      },
    });
    const { session, secondStep } = await client.logIn({ username: 'ada', password: 'p' });
    expect([session, secondStep?.methods, await client.isLoggedIn()]).toEqual([null, ['totp', 'email'], false]);
    await secondStep?.sendEmail();
    expect(await secondStep?.verify('email', '123456')).toMatchObject({ accessToken: 'a' });
    expect(await client.isLoggedIn()).toBe(true);
    expect(bodies.slice(1)).toEqual([
      ['/api/v1/auth/mfa/email/send', { mfa_token: 't' }],
      ['/api/v1/auth/mfa/verify', { mfa_token: 't', method: 'email', code: '123456' }],
    ]);
  });
});
