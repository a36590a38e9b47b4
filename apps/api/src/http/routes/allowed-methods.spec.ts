import { Readable } from 'node:stream';
import { Controller, Get, StreamableFile } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { Public } from '#access';
import { ThingController } from '../testing/thing.controller.js';
import { tinyApp, World } from '../testing/tiny-app.js';

const BEARER = { authorization: 'Bearer alice' };

const streams: Readable[] = [];

@Controller('endless')
class StreamController {
  @Get()
  @Public()
  endless() {
    const stream = new Readable({ read: () => void stream.push('x'.repeat(1_000)) });
    streams.push(stream);
    return new StreamableFile(stream, { type: 'text/csv' });
  }
}

describe('the method of a request', () => {
  let app: NestFastifyApplication;
  const world = new World();

  beforeAll(async () => {
    app = await tinyApp({
      controllers: [ThingController, StreamController],
      world,
      env: { AUTH_RATE_PER_MINUTE: '0' },
    });
  });
  afterAll(() => app.close());
  beforeEach(() => {
    world.failures.length = 0;
    world.denials.length = 0;
    world.auditDown = false;
  });

  const get = (url: string, headers: Record<string, string> = BEARER) => app.inject({ method: 'GET', url, headers });

  it.each([
    ['PUT', '/api/v1/things', 'GET, HEAD, POST'],
    ['OPTIONS', '/api/v1/things/1', 'DELETE'],
    ['POST', '/health', 'GET, HEAD'],
    ['DELETE', '/openapi.json', 'GET, HEAD'],
    ['POST', '/docs', 'GET, HEAD'],
    ['PUT', '/redoc', 'GET, HEAD'],
  ] as const)('answers %s %s by 405 and Allow, without reading a body', async (method, url, allow) => {
    const headers = { 'content-type': 'text/plain' };
    const answer = await app.inject({ method, url, headers, ...(method === 'PUT' && { payload: '{' }) });
    expect(answer.json()).toMatchObject({ status: 405, code: 'method_not_allowed' });
    expect(answer.headers.allow).toBe(allow);
    expect(answer.headers).toMatchObject({ 'cache-control': 'no-store', 'x-frame-options': 'DENY' });
  });

  it.each(['/health', '/api/v1/things', '/api/v1/things/broken', '/openapi.json'])(
    'answers HEAD %s as GET without its body',
    async (url) => {
      const got = await get(url);
      world.failures.length = 0;
      const { statusCode, headers, body } = await app.inject({ method: 'HEAD', url, headers: BEARER });
      const { 'x-request-id': _, date: __, ...told } = headers;
      expect({ statusCode, told, body }).toEqual({
        statusCode: got.statusCode,
        told: expect.objectContaining(told),
        body: '',
      });
      expect(headers['content-length']).toBe(String(got.rawPayload.length));
      if (url.endsWith('broken')) expect(world.failures).toMatchObject([{ action: 'secret:read' }]);
    },
  );

  it('ends the stream of an answer that nobody reads [R97]', async () => {
    const { statusCode, headers, body } = await app.inject({ method: 'HEAD', url: '/api/v1/endless' });
    expect([statusCode, headers['content-type'], body]).toEqual([200, 'text/csv', '']);
    expect(streams.map(({ destroyed }) => destroyed)).toEqual([true]);
  });

  it('checks the token of a HEAD as of a GET [R50]', async () => {
    expect((await app.inject({ method: 'HEAD', url: '/api/v1/things' })).statusCode).toBe(401);
  });
});
