import { once } from 'node:events';
import { connect } from 'node:net';
import { type Api, expectProblem, PASSWORD } from '../support/processes/api.js';
import type { Coffer } from '../support/processes/coffer.js';

const MIB = 1_048_576;

export const bodies = (coffer: Coffer): void =>
  describe('a body', () => {
    const login = (body: unknown, headers?: Record<string, string>) =>
      coffer.nobody.send('post', '/auth/login', { body, headers });

    it('that is not a JSON object is refused', async () => {
      for (const body of [
        '{',
        '{"username":',
        'null',
        '[]',
        '"text"',
        '1',
        '{"a":1}x',
        '{a:1}',
        "{'a':1}",
        '\ufeff{}x',
      ]) {
        expectProblem(await login(body), 400, 'malformed_body');
      }
      expectProblem(await login('{"username":"\\ud800","password":"x"}'), 400, 'malformed_body');
    });

    it('costs nothing without a token: it is refused before it is read [R98]', async () => {
      const { hostname, port } = new URL(coffer.server.url);
      const head = 'POST /api/v1/policies HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n';
      const socket = connect(Number(port), hostname).setEncoding('latin1');
      socket.write(`${head}Content-Length: 1000000\r\n\r\n{`);
      const [answer] = await once(socket, 'data');
      socket.destroy();
      expect(answer).toMatch(/^HTTP\/1.1 401 /);
    });

    it('is limited for each route [R77]', async () => {
      const send = (api: Api, path: string, body: string) => api.send('post', path, { body });
      const sized = (bytes: number) => `{"name":"${'x'.repeat(bytes - 11)}"}`;
      for (const [api, path, most] of [
        [coffer.nobody, '/auth/login', 16_384],
        [coffer.admin, '/users', 262_144],
        [coffer.admin, '/secrets', 524_288],
        [coffer.admin, '/policies', MIB],
      ] as const) {
        expectProblem(await send(api, path, sized(most)), 400, 'validation_failed');
        expectProblem(await send(api, path, sized(most + 1)), 413, 'body_too_large');
      }
      const deep = (levels: number) => `${'{"a":'.repeat(levels)}1${'}'.repeat(levels)}`;
      expectProblem(await send(coffer.admin, '/policies', deep(17)), 400, 'malformed_body');
      expectProblem(await send(coffer.admin, '/policies', deep(16)), 400, 'validation_failed');
    });

    it('with a field that is given twice is refused, and names it [R98]', async () => {
      const statement = '{"effect":"deny","actions":["secret:read"],"resources":["secret:**"],"\\u0065ffect":"allow"}';
      const { errors } = expectProblem(
        await coffer.admin.send('post', '/policies', { body: `{"name":"twice","statements":[${statement}]}` }),
        400,
        'malformed_body',
      );
      expect(errors).toMatchObject([{ field: 'statements[0].effect', code: 'duplicate' }]);
    });

    it('of another type or charset is 415 [R78]', async () => {
      const text = JSON.stringify({ username: 'root_admin', password: PASSWORD });
      for (const type of [
        'text/plain',
        'application/xml',
        'application/x-www-form-urlencoded',
        'multipart/form-data; boundary=x',
        'application/json; charset=utf-16',
        'application/json; charset=latin1',
        'application/json5',
        'application/problem+json',
        'application/jsonx',
      ]) {
        const { status } = await coffer.nobody.send('post', '/auth/login', {
          body: text,
          headers: { 'content-type': type },
        });
        expect({ type, status }).toEqual({ type, status: 415 });
      }
      for (const type of ['application/json; charset=utf-8', 'Application/JSON;charset=UTF-8']) {
        const { status } = await coffer.nobody.send('post', '/auth/login', {
          body: text,
          headers: { 'content-type': type },
        });
        expect(status).toBe(200);
      }
    });

    it('never reaches a prototype [R76]', async () => {
      for (const name of ['__proto__', 'constructor', 'prototype']) {
        const body = `{"username":"root_admin","password":"x","${name}":{"roles":["administrator"]}}`;
        expectProblem(await login(body), 400, 'malformed_body');
      }
    });

    it('is refused for GET and DELETE', async () => {
      const headers = { 'content-type': 'application/json' };
      expectProblem(await coffer.admin.send('get', '/users', { body: '{}', headers }), 400, 'malformed_body');
    });
  });
