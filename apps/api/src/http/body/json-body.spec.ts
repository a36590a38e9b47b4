import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { CANARY, ThingController } from '../testing/thing.controller.js';
import { tinyApp, World } from '../testing/tiny-app.js';

const BEARER = { authorization: 'Bearer alice' };
const JSON_TYPE = { 'content-type': 'application/json' };

describe('the body of a request', () => {
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

  it.each([
    ['form', 'application/x-www-form-urlencoded', 'name=a'],
    ['text', 'text/plain', '{"name":"a"}'],
    ['another charset', 'application/json; charset=latin1', '{"name":"a"}'],
    ['two charsets', 'application/json; charset=utf-8; charset=utf-7', '{"name":"a"}'],
    ['a json dialect', 'application/merge-patch+json', '{"name":"a"}'],
    ['a type that begins like JSON', 'application/jsonp', '{"name":"a"}'],
    ['no type', '', '{"name":"a"}'],
    ['no media type', 'nonsense', '{"name":"a"}'],
  ])('refuses %s with 415 [R78]', async (_, type, payload) => {
    const answer = await post(payload, { 'content-type': type });
    expect(answer.statusCode).toBe(415);
    expect(answer.json().code).toBe('unsupported_media_type');
  });

  it('accepts JSON in UTF-8, with or without a charset', async () => {
    for (const type of ['application/json', 'application/json; charset=utf-8', 'Application/JSON;charset="UTF-8"']) {
      expect((await post('{"name":"\u00e9"}', { 'content-type': type })).json()).toMatchObject({ name: '\u00e9' });
    }
  });

  it.each([
    ['broken JSON', '{"name":'],
    ['an array', '[]'],
    ['a string', '"x"'],
    ['null', 'null'],
    ['bytes that are not UTF-8', Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d])],
    ['an unpaired surrogate', '{"name":"\\ud800"}'],
    ['__proto__ [R76]', '{"name":"a","__proto__":{"admin":true}}'],
    ['an escaped __proto__ [R76]', '{"name":"a","__pr\\u006fto__":{"admin":true}}'],
    ['hasOwnProperty, which every object inherits [R72]', '{"name":"a","hasOwnProperty":1}'],
    ['a nested toString [R72]', '{"name":"a","part":{"toString":1}}'],
    ['constructor [R76]', '{"name":"a","constructor":{"prototype":{"admin":true}}}'],
    ['17 levels [R77]', `{"name":${'['.repeat(16)}1${']'.repeat(16)}}`],
    ['1,001 keys [R77]', JSON.stringify(Object.fromEntries(Array.from({ length: 1001 }, (_, i) => [`k${i}`, 1])))],
    ['10,001 items [R77]', JSON.stringify({ name: Array.from({ length: 10_001 }, () => 1) })],
    ['a field that is given twice [R98]', '{"name":"a","name":"b"}'],
  ])('refuses %s with 400, looks at the token first, and records the failure [R71]', async (_, payload) => {
    expect((await post(payload, { authorization: '' })).statusCode).toBe(401);
    expect(world.failures).toEqual([]);
    const answer = await post(payload);
    expect(answer.statusCode).toBe(400);
    expect(answer.json().code).toBe('malformed_body');
    expect(world.failures).toMatchObject([{ action: 'secret:write' }]);
  });

  it('says where a body stops to be JSON, and shows nothing of it', async () => {
    for (const body of [`{"${CANARY}":1,}`, `{"\\x${CANARY}":1}`]) {
      const { detail } = (await post(body)).json();
      expect(detail).toMatch(/^The body is not JSON in UTF-8: line 1, column \d+ cannot be read\.$/);
      expect(detail).not.toContain(CANARY);
    }
    expect((await post('{"name":')).json().detail).toBe('The body is not JSON in UTF-8: it ends too early.');
  });

  it('names a field that is given twice, and not its value [R98]', async () => {
    const { body, ...answer } = await post(`{"name":"a","inner":[{"size":1,"s\\u0069ze":"${CANARY}"}]}`);
    expect(answer.json().errors).toMatchObject([{ field: 'inner[0].size', code: 'duplicate' }]);
    expect(body).not.toContain(CANARY);
  });

  it.each([
    ['256 KiB on a route with a token', '/api/v1/things', 262_144],
    ['16 KiB on a route for everybody', '/api/v1/things/login', 16_384],
    ['16 KiB on a route that takes none', '/api/v1/things/bare', 16_384],
  ])('refuses more than %s with 413 [R77]', async (_, url, most) => {
    const send = (bytes: number) => {
      const payload = `{"name":"${'x'.repeat(bytes - 11)}"}`;
      return app.inject({ method: 'POST', url, payload, headers: { ...BEARER, ...JSON_TYPE } });
    };
    expect((await send(most)).statusCode).not.toBe(413);
    const answer = await send(most + 1);
    expect(answer.statusCode).toBe(413);
    expect(answer.json().code).toBe('body_too_large');
  });

  it.each(['gzip', 'br', 'identity, gzip', 'GZIP'])('refuses the Content-Encoding %s with 415', async (coding) => {
    const answer = await post('{"name":"a"}', { 'content-encoding': coding });
    expect(answer.json()).toMatchObject({ status: 415, code: 'unsupported_media_type' });
    expect((await post('{"name":"a"}', { 'content-encoding': 'Identity' })).statusCode).toBe(201);
  });

  it('accepts 16 levels', async () => {
    const answer = await post(`{"name":${'['.repeat(15)}1${']'.repeat(15)}}`);
    expect(answer.json().code).toBe('validation_failed');
  });

  it.each(['GET', 'DELETE'] as const)('refuses a %s with a body', async (method) => {
    const answer = await app.inject({
      method,
      url: method === 'GET' ? '/api/v1/things' : '/api/v1/things/1',
      payload: '{}',
      headers: { ...BEARER, ...JSON_TYPE },
    });
    expect(answer.json()).toMatchObject({ status: 400, code: 'malformed_body' });
  });
});
