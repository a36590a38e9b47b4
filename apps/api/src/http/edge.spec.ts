import { Controller, Get } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { isId } from '#kernel';
import { CANARY, ThingController } from './testing/thing.controller.js';
import { ALICE, tinyApp, unstartedTinyApp, World } from './testing/tiny-app.js';

const BEARER = { authorization: 'Bearer alice' };
const JSON_TYPE = { 'content-type': 'application/json' };

describe('the edge', () => {
  let app: NestFastifyApplication;
  const world = new World();

  beforeAll(async () => {
    app = await tinyApp({ controllers: [ThingController], world, env: { AUTH_RATE_PER_MINUTE: '0' } });
  });
  afterAll(() => app.close());
  beforeEach(() => {
    world.failures.length = 0;
    world.denials.length = 0;
    world.auditDown = false;
  });

  const post = (payload: string | Buffer, headers: Record<string, string> = {}) =>
    app.inject({ method: 'POST', url: '/api/v1/things', payload, headers: { ...BEARER, ...JSON_TYPE, ...headers } });
  const get = (url: string, headers: Record<string, string> = BEARER) => app.inject({ method: 'GET', url, headers });

  describe('errors', () => {
    it('answers an unknown path as a problem with the id of the request', async () => {
      const answer = await get(`/api/v1/${CANARY}?q=${CANARY}`);
      expect(answer.statusCode).toBe(404);
      expect(answer.headers['content-type']).toBe('application/problem+json; charset=utf-8');
      expect(answer.json()).toEqual({
        type: 'urn:coffer:problem:not_found',
        title: 'Not found',
        status: 404,
        code: 'not_found',
        detail: 'No route has this path. Below /api/v1 there are: things.',
        request_id: answer.headers['x-request-id'],
      });
      expect(isId(String(answer.headers['x-request-id']))).toBe(true);
      expect(answer.body).not.toContain(CANARY);
    });

    it('does not take a request id from the client', async () => {
      const answer = await get('/health', { 'x-request-id': CANARY, 'request-id': CANARY });
      expect(isId(String(answer.headers['x-request-id']))).toBe(true);
    });

    it('shows nothing of an unexpected error, and audits the failed call [R71]', async () => {
      const answer = await get('/api/v1/things/broken');
      expect(answer.statusCode).toBe(500);
      expect(answer.json().code).toBe('internal_error');
      expect(answer.body).not.toContain(CANARY);
      expect(world.failures).toEqual([
        {
          action: 'secret:read',
          resourceType: 'secret',
          resourceId: null,
          requestId: answer.headers['x-request-id'],
        },
      ]);
    });

    it('answers 503 when the failure cannot be recorded [R66]', async () => {
      world.auditDown = true;
      const answer = await get('/api/v1/things/gone');
      expect(answer.statusCode).toBe(503);
      expect(answer.json().code).toBe('audit_unavailable');
      expect(answer.headers['retry-after']).toBe('1');
    });

    it('does not audit a refused anonymous request', async () => {
      const answer = await get('/api/v1/things', {});
      expect(answer.statusCode).toBe(401);
      expect(answer.headers['www-authenticate']).toBe('Bearer realm="coffer"');
      expect(world.failures).toEqual([]);
    });

    it('does not audit a denial twice', async () => {
      const answer = await app.inject({ method: 'DELETE', url: '/api/v1/things/1', headers: BEARER });
      expect(answer.statusCode).toBe(403);
      expect(answer.json()).toMatchObject({ code: 'forbidden', decision_id: 'd-1' });
      expect(world.denials).toEqual(['secret:delete']);
      expect(world.failures).toEqual([]);
    });

    it("audits the failure of an own-account route under that route's action", async () => {
      const answer = await get('/api/v1/things/me?x=1');
      expect(answer.statusCode).toBe(400);
      expect(world.failures).toMatchObject([{ action: 'auth:me', resourceType: 'auth' }]);
    });
  });

  describe('paths', () => {
    it.each([
      '//api/v1/things',
      '/api//v1/things',
      '/api/v1/things/',
      '/API/v1/things',
      '/api/v1/Things',
      '/api/v1/things;x=1',
      '/api/v1/./things',
      '/api/v1/x/../things',
      '/api/v1/things%2f',
      '/%61pi/v1/things',
      '/api/v1/%74hings',
      '/things',
    ])('serves nothing at %s without a token [R50]', async (url) => {
      const answer = await get(url, {});
      expect([401, 404]).toContain(answer.statusCode);
    });

    it('answers a path with invalid percent-encoding as a problem', async () => {
      const answer = await get('/api/v1/things/%zz');
      expect(answer.statusCode).toBe(400);
      expect(answer.json().code).toBe('validation_failed');
      expect(answer.headers['x-request-id']).toBe(answer.json().request_id);
      expect(answer.headers['cache-control']).toBe('no-store');
    });

    it('answers a parameter that is too long to be an id with 404', async () => {
      const answer = await app.inject({ method: 'DELETE', url: `/api/v1/things/${'x'.repeat(300)}`, headers: BEARER });
      expect(answer.statusCode).toBe(404);
      expect(answer.json().code).toBe('not_found');
    });
  });

  describe('fields', () => {
    it.each([
      ['an unknown field [R72]', { name: 'a', owner_id: 'x' }, [{ field: 'owner_id', code: 'unknown_field' }]],
      ['a missing field', {}, [{ field: 'name', code: 'required' }]],
      ['a number for a string [R73]', { name: 1 }, [{ field: 'name', code: 'type' }]],
      ['an operator for a string', { name: { $ne: null } }, [{ field: 'name', code: 'type' }]],
      [
        'a nested field',
        { name: 'a', inner: [{ size: 1 }, { size: CANARY }] },
        [{ field: 'inner[1].size', code: 'type' }],
      ],
      [
        'an unknown nested field [R72]',
        { name: 'a', inner: [{ size: 1, x: 1 }] },
        [{ field: 'inner[0].x', code: 'unknown_field' }],
      ],
      ['an object for an array', { name: 'a', inner: { length: 1 } }, [{ field: 'inner', code: 'type' }]],
    ])('refuses %s and names it, never its value', async (_, payload, errors) => {
      const answer = await post(JSON.stringify(payload));
      expect(answer.statusCode).toBe(400);
      expect(answer.json().code).toBe('validation_failed');
      expect(answer.json().errors).toEqual(errors.map((error) => expect.objectContaining(error)));
      expect(answer.body).not.toContain(CANARY);
    });

    it('does not convert a path parameter to the type of its argument [R73]', async () => {
      expect((await get('/api/v1/things/count/1')).json()).toEqual({ type: 'string' });
    });

    it.each([
      ['a parameter given twice [R79]', 'limit=1&limit=2', 'limit', 'duplicate'],
      ['a parameter given twice in two spellings [R79]', 'limit=1&%6cimit=2', 'limit', 'duplicate'],
      ['an unknown parameter [R72]', 'x=1', 'x', 'unknown_field'],
      ['an array parameter', 'limit[]=1', 'limit[]', 'unknown_field'],
      ['__proto__ [R76]', '__proto__=1', 'query', 'unknown_field'],
      ['valueOf, which every object inherits [R72]', 'valueOf=1', 'query', 'unknown_field'],
      ['bytes that are not UTF-8', 'limit=%ff', 'query', 'encoding'],
      ['a value out of range', 'limit=201', 'limit', 'matches'],
    ])('refuses %s', async (_, query, field, code) => {
      const answer = await get(`/api/v1/things?${query}`);
      expect(answer.statusCode).toBe(400);
      expect(answer.json().errors[0]).toMatchObject({ field, code });
    });

    it('refuses parameters and bodies on a route that takes none', async () => {
      expect((await get('/api/v1/things/me?x=1')).json().errors).toMatchObject([{ field: 'x', code: 'unknown_field' }]);
    });
  });

  it('sends the same security headers with successes, errors and unknown paths [R80]', async () => {
    for (const url of ['/health', '/api/v1/things', '/nowhere', '/api/v1/things/%zz']) {
      const { headers } = await get(url);
      expect(headers).toMatchObject({
        'cache-control': 'no-store',
        'content-security-policy': expect.stringContaining("default-src 'none'"),
        'x-content-type-options': 'nosniff',
        'x-frame-options': 'DENY',
        'strict-transport-security': expect.stringContaining('max-age='),
        'referrer-policy': 'no-referrer',
      });
    }
  });

  it('serves a caller who holds the permission', async () => {
    expect((await get('/api/v1/things?limit=7')).json()).toEqual({ limit: '7' });
    expect((await post('{"name":"a"}')).statusCode).toBe(201);
    expect(world.failures).toEqual([]);
    expect(ALICE.username).toBe('alice');
  });
});

describe('the start', () => {
  it('fails when a route does not declare its access, and names the route [R44]', async () => {
    @Controller('open')
    class ForgottenController {
      @Get()
      everything() {
        return {};
      }
    }
    for (const API_DOCS of ['on', 'off']) {
      const start = async () =>
        (await unstartedTinyApp({ controllers: [ForgottenController], env: { API_DOCS } })).init();
      await expect(start()).rejects.toThrow('ForgottenController.everything');
    }
  });
});
