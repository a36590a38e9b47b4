import { makeAccount, tokensOf } from '../support/people/accounts.js';
import { type Body, expectFields, expectProblem, type Method, sendRaw } from '../support/processes/api.js';
import { type Coffer, recordsOf, requestIdOf } from '../support/processes/coffer.js';
import { exchange } from '../support/processes/raw.js';

export const edges = (coffer: Coffer): void =>
  describe('the edge', () => {
    describe('a path', () => {
      it('that does not exist is 404 for everybody, as a problem body', async () => {
        for (const api of [coffer.nobody, coffer.admin]) {
          for (const path of ['/nothing', './nothing', './api/v1', './api/v2/secrets', './metrics', './.env']) {
            const { body, headers } = await api.get(path);
            expect(body).toMatchObject({ status: 404, code: 'not_found', type: 'urn:coffer:problem:not_found' });
            expect(headers['content-type']).toMatch(/^application\/problem\+json/);
          }
        }
      });

      it('with another method is 405, and Allow names its methods', async () => {
        const { status, text, headers } = await sendRaw(coffer.server.url, 'PUT', '/api/v1/secrets');
        expect({ status, code: JSON.parse(text).code }).toEqual({ status: 405, code: 'method_not_allowed' });
        expect(headers.allow).toBe('GET, HEAD, POST');
      });

      it('is answered for HEAD as for GET, without the body, and recorded as it is [R71]', async () => {
        const token = { authorization: `Bearer ${coffer.admin.token}` };
        const { status, headers, text } = await sendRaw(coffer.server.url, 'HEAD', '/api/v1/users', token);
        expect({ status, text, type: headers['content-type'] }).toEqual({
          ...{ status: 200, text: '', type: 'application/json; charset=utf-8' },
        });
        expect(await recordsOf(coffer.admin, String(headers['x-request-id']))).toEqual(['user:list succeeded']);
        expect((await sendRaw(coffer.server.url, 'HEAD', '/api/v1/users')).status).toBe(401);
      });

      it('passes no guard in any spelling [R50]', async () => {
        await makeAccount(coffer.admin, 'plain');
        const { access_token } = await tokensOf(coffer.nobody, 'plain');
        const tricks = [
          '//api/v1/users',
          '/api//v1/users',
          '/api/v1//users',
          '/api/v1/users/',
          '/api/v1/users//',
          '/api/v1/users;a=b',
          '/api/v1/users%2f',
          '/api/v1/%75sers',
          '/API/V1/USERS',
          '/api/v1/Users',
          '/api/v1/./users',
          '/api/v1/auth/../users',
          '/api/v1/auth/%2e%2e/users',
          '/health/../api/v1/users',
          '/api/v1/users%00',
          '/api/v1/users%20',
          '/api/v1/users#x',
          '/api/v1/users\\',
          'http://elsewhere/api/v1/users',
          '*',
        ];
        for (const path of tricks) {
          const anonymous = await sendRaw(coffer.server.url, 'GET', path);
          expect([400, 401, 404]).toContain(anonymous.status);
          const known = await sendRaw(coffer.server.url, 'GET', path, { authorization: `Bearer ${access_token}` });
          expect([400, 403, 404]).toContain(known.status);
          expect(known.text).not.toContain('root_admin');
        }
        for (const method of ['HEAD', 'OPTIONS', 'TRACE', 'PROPFIND', 'QUERY']) {
          expect((await sendRaw(coffer.server.url, method, '/api/v1/users')).status).toBeGreaterThanOrEqual(400);
        }
        const tunnelled = await coffer.nobody.post('/auth/login', {}, { 'x-http-method-override': 'GET' });
        expectFields(tunnelled, 'username');
      });

      it('with a broken encoding or an endless segment is refused', async () => {
        expect((await sendRaw(coffer.server.url, 'GET', '/api/v1/users/%zz')).status).toBe(400);
        expect((await sendRaw(coffer.server.url, 'GET', `/api/v1/users/${'x'.repeat(5_000)}`)).status).toBe(404);
        expect((await sendRaw(coffer.server.url, 'GET', `/api/v1/users/${'x'.repeat(20_000)}`)).status).toBe(431);
      });
    });

    it('refuses null for every field, and every unknown field, on every route [R72][R75]', async () => {
      let fields = 0;
      for (const { method, path, example, properties } of bodiesOf(coffer.admin.conformance.document)) {
        const send = (body: Body) => coffer.admin.send(method, path, { body });
        const fieldsOf = async (body: Body): Promise<string[]> => {
          const { errors } = expectProblem(await send(body), 400, 'validation_failed');
          return errors.map(({ field }: { field: string }) => field);
        };
        expect(await fieldsOf({ ...example, no_such_field: 1 })).toContain('no_such_field');
        for (const [name, { type }] of Object.entries(properties)) {
          if (Array.isArray(type) && type.includes('null')) continue;
          expect(await fieldsOf({ ...example, [name]: null })).toContain(name);
          fields += 1;
        }
      }
      expect(fields).toBeGreaterThan(25);
    });

    describe('a query', () => {
      it('may hold each parameter once, in any spelling [R79]', async () => {
        expectFields(await coffer.admin.get('/users?limit=1&limit=1'), 'limit');
        expectFields(await coffer.admin.get('/users?limit=1&%6cimit=2'), 'limit');
        expectFields(await coffer.admin.get('/users?limit[]=1'), 'limit[]');
        expectFields(await coffer.admin.get('/users?__proto__=x'), 'query');
        expectFields(await coffer.admin.get('/users?q=%ff'), 'query');
        expectFields(await coffer.admin.get('/auth/me?x=1'), 'x');
      });
    });

    describe('an answer', () => {
      it('has every security header on every kind of answer [R80]', async () => {
        const answers = [
          await coffer.nobody.get('./health'),
          await coffer.nobody.get('./health/ready'),
          await coffer.admin.get('/auth/me'),
          await coffer.nobody.get('/auth/me'),
          await coffer.nobody.get('/nothing'),
          await coffer.nobody.send('post', '/auth/login', { body: '{' }),
        ];
        for (const { headers } of answers) {
          expect(headers).toMatchObject({
            'x-content-type-options': 'nosniff',
            'x-frame-options': 'DENY',
            'strict-transport-security': expect.stringContaining('max-age=31536000'),
            'content-security-policy': expect.stringContaining("default-src 'none'"),
            'referrer-policy': 'no-referrer',
            'cache-control': 'no-store',
          });
          expect(headers).not.toHaveProperty('x-powered-by');
          expect(headers).not.toHaveProperty('server');
        }
        const raw = await exchange(coffer.server.url, 'GET / HTTP/1.1\r\nHost: x\r\nBad Header: 1\r\n\r\n');
        expect(raw).toMatch(/^HTTP\/1.1 400 /);
        expect(raw.toLowerCase()).toContain('x-frame-options: deny');
        for (const page of ['/docs', '/redoc']) {
          const { headers } = await fetch(coffer.server.url + page);
          const policy = headers.get('content-security-policy');
          expect(policy).toContain("script-src 'self'");
          expect(policy).not.toContain("script-src 'self' 'unsafe");
        }
      });

      it("has an id of the server's own, and not the client's", async () => {
        const mine = '01936f3c-8f4e-7a51-9b1c-2f6d1c0e4b7a';
        const ids = new Set<string>();
        for (const _ of [1, 2, 3]) ids.add(requestIdOf(await coffer.nobody.get('/auth/me', { 'x-request-id': mine })));
        expect(ids.size).toBe(3);
        expect(ids).not.toContain(mine);
      });

      it('allows no other origin', async () => {
        const { headers } = await coffer.admin.get('/auth/me', { origin: 'https://elsewhere.example' });
        expect(Object.keys(headers).filter((name) => name.startsWith('access-control'))).toEqual([]);
      });
    });

    it('lets no line break into a header, a log line or the audit [R85]', async () => {
      const host = 'Host: x\r\nConnection: close\r\n';
      for (const header of [
        'X-Access-Reason: a\nX-B: c',
        'X-Access-Reason: a\rb',
        'X-Access-Reason: a\u0000b',
        'A\r\n b: c',
      ]) {
        expect(await exchange(coffer.server.url, `GET /api/v1/auth/me HTTP/1.1\r\n${host}${header}\r\n\r\n`)).toMatch(
          /^HTTP\/1.1 (400|401) /,
        );
      }
      const forged = '{"level":"fatal","msg":"forged"}';
      await sendRaw(coffer.server.url, 'GET', `/api/v1/users/%0d%0a${encodeURIComponent(forged)}`);
      await coffer.nobody.post(
        '/auth/login',
        { username: `x\r\n${forged}`, password: forged },
        { 'user-agent': forged },
      );
      await coffer.admin.get(`/users?q=${encodeURIComponent(`\r\n${forged}`.slice(0, 60))}`);
      const answer = await coffer.admin.get('/auth/me', { 'user-agent': `\tagent ${forged}` });
      const { items } = (await coffer.admin.get(`/audit/logs?request_id=${requestIdOf(answer)}`)).body;
      expect(items[0].user_agent).toBe(`agent ${forged}`);
      expect(coffer.server.output()).not.toContain('forged');
    });

    it('is alive and ready', async () => {
      expect((await coffer.nobody.get('./health')).body).toEqual({ status: 'alive' });
      expect((await coffer.nobody.get('./health/ready')).body).toEqual({
        status: 'ready',
        clock: 'settled',
        room: 'ample',
        audit_stream: null,
        checkpoints: 'current',
        audit_records: 'intact',
        access_tokens: 'shared',
        audit_appender: coffer.site.pair === 'production' ? 'this_node' : 'each_node',
        parts: { audit: 'up', keyring: 'up', store: 'up' },
      });
    });
  });

interface BodyOf {
  readonly method: Method;
  readonly path: string;
  readonly example: Body;
  readonly properties: Record<string, { type?: string | string[] }>;
}

/** Every operation below /api/v1 that takes a body, with unknown ids. */
function bodiesOf(document: Body): BodyOf[] {
  // biome-ignore lint/suspicious/noExplicitAny: an OpenAPI document
  const { paths, components } = document as any;
  const found: BodyOf[] = [];
  for (const [path, item] of Object.entries<Body>(paths)) {
    if (!path.startsWith('/api/v1/')) continue;
    for (const method of ['post', 'put', 'patch'] as const) {
      // biome-ignore lint/suspicious/noExplicitAny: an OpenAPI document
      const content = (item[method] as any)?.requestBody?.content['application/json'];
      if (!content) continue;
      const { properties } = components.schemas[content.schema.$ref.split('/').at(-1)];
      const id = '01936f3c-8f4e-7a51-9b1c-2f6d1c0e4b7a';
      found.push({
        method,
        path: path.replace('/api/v1', '').replace(/\{\w+\}/g, id),
        example: content.example,
        properties,
      });
    }
  }
  return found;
}
