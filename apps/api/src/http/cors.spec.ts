import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { isId } from '#kernel';
import { ThingController } from './testing/thing.controller.js';
import { tinyApp } from './testing/tiny-app.js';

const ORIGIN = 'https://app.example.org';
const OTHERS = [
  'https://app.example.org.evil.example',
  'https://APP.example.org',
  'http://app.example.org',
  'null',
  '*',
];

describe('calls of pages from other origins [R137]', () => {
  let app: NestFastifyApplication;
  let closed: NestFastifyApplication;

  beforeAll(async () => {
    app = await tinyApp({ controllers: [ThingController], env: { CORS_ORIGINS: `${ORIGIN},http://localhost:5173` } });
    closed = await tinyApp({ controllers: [ThingController] });
  });
  afterAll(() => Promise.all([app.close(), closed.close()]));

  const preflight = (origin: string, on = app, url = '/api/v1/things') =>
    on.inject({
      method: 'OPTIONS',
      url,
      headers: { origin, 'access-control-request-method': 'PUT', 'access-control-request-headers': 'x-evil' },
    });
  const named = (headers: object) => Object.keys(headers).filter((name) => name.startsWith('access-control-'));

  it.each(OTHERS)('get no word of CORS for the origin %s, and no preflight', async (origin) => {
    const answer = await preflight(origin);
    expect(answer.statusCode).toBe(405);
    expect(answer.json().code).toBe('method_not_allowed');
    const read = await app.inject({ url: '/api/v1/things', headers: { origin, authorization: 'Bearer alice' } });
    for (const { headers } of [answer, read]) {
      expect(named(headers)).toEqual([]);
      // A cache must not give this answer to a page that is allowed.
      expect(headers.vary).toBe('Origin');
    }
  });

  it('get no word of CORS where no origin is named', async () => {
    const answer = await preflight(ORIGIN, closed);
    expect([answer.statusCode, named(answer.headers), answer.headers.vary]).toEqual([405, [], undefined]);
  });

  it('take no OPTIONS for a preflight that asks for no method', async () => {
    const answer = await app.inject({ method: 'OPTIONS', url: '/api/v1/things', headers: { origin: ORIGIN } });
    expect([answer.statusCode, answer.headers.allow]).toEqual([405, 'GET, HEAD, POST']);
  });

  it('get a preflight for an allowed origin, with fixed words, the id of the request and the headers of every answer', async () => {
    for (const url of ['/api/v1/things', '/api/v1/nowhere', '/health']) {
      const { statusCode, headers, body } = await preflight(ORIGIN, app, url);
      expect([statusCode, body]).toEqual([204, '']);
      expect(headers).toMatchObject({
        'access-control-allow-origin': ORIGIN,
        'access-control-allow-methods': 'GET, HEAD, POST, PUT, PATCH, DELETE',
        'access-control-allow-headers':
          'Authorization, Content-Type, Idempotency-Key, If-Match, If-None-Match, X-Access-Reason',
        'access-control-max-age': '600',
        'cache-control': 'no-store',
        'x-content-type-options': 'nosniff',
        vary: 'Origin',
      });
      expect(headers).not.toHaveProperty('access-control-allow-credentials');
      expect(isId(String(headers['x-request-id']))).toBe(true);
    }
  });

  it('refuse a malformed preflight as every malformed request', async () => {
    const answer = await app.inject({
      ...{ method: 'OPTIONS', url: '/api/v1/things', payload: '{}' },
      headers: { origin: ORIGIN, 'access-control-request-method': 'POST', 'content-type': 'application/json' },
    });
    expect([answer.statusCode, answer.json().code]).toEqual([400, 'malformed_body']);
  });

  it('read answers and refusals, a 401 and a 404 too, with the headers that a client acts on', async () => {
    const read = (url: string, headers = {}) => app.inject({ url, headers: { origin: ORIGIN, ...headers } });
    const answers = [
      await read('/api/v1/things', { authorization: 'Bearer alice' }),
      await read('/api/v1/things'),
      await read('/api/v1/nowhere'),
    ];
    expect(answers.map(({ statusCode }) => statusCode)).toEqual([200, 401, 404]);
    for (const { headers } of answers) {
      expect(headers['access-control-allow-origin']).toBe(ORIGIN);
      expect(headers['access-control-expose-headers']).toBe(
        'Allow, Content-Disposition, ETag, Location, RateLimit, RateLimit-Policy, Retry-After, WWW-Authenticate, X-Request-Id',
      );
      expect(headers).not.toHaveProperty('access-control-allow-credentials');
    }
  });

  it('are answered as before where the request names no origin', async () => {
    const { statusCode, headers } = await app.inject({ url: '/health' });
    expect([statusCode, named(headers)]).toEqual([200, []]);
  });
});
