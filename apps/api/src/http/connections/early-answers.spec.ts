import type { Socket } from 'node:net';
import { Body, Controller, Post } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { RequirePermission } from '#access';
import { ManualClock } from '#kernel/testing';
import { openConnections, RawClient, until } from '../testing/raw-client.js';
import { unstartedTinyApp } from '../testing/tiny-app.js';
import { READ_BEHIND } from './early-answers.js';

const SENT = 8 * 1_048_576;
const BODY = 'x'.repeat(SENT);
const ALICE = 'authorization: Bearer alice\r\n';

@Controller('things')
class ThingsController {
  @Post()
  @RequirePermission('secret:write')
  make(@Body() body: object) {
    return body;
  }
}

describe('an answer that is sent before the body was read', () => {
  let app: NestFastifyApplication;
  let sockets: Socket[];
  let client: RawClient;
  let clock: ManualClock;

  beforeEach(async () => {
    clock = new ManualClock();
    app = await unstartedTinyApp({ controllers: [ThingsController], lingering: clock });
    sockets = [];
    app.getHttpServer().on('connection', (socket: Socket) => sockets.push(socket));
    await app.listen(0, '127.0.0.1');
    client = (await RawClient.to(app)).read();
  });
  afterEach(async () => {
    app.getHttpServer().closeAllConnections();
    await app.close();
  });

  const post = (headers: string, path = '/api/v1/things') =>
    client.write(`POST ${path} HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\n${headers}\r\n`);

  it.each([
    ['without a token', 401, `content-length: ${SENT}\r\n`, '/api/v1/things'],
    ['without a token, in chunks', 401, 'transfer-encoding: chunked\r\n', '/api/v1/things'],
    ['that is too long', 413, `${ALICE}content-length: ${SENT}\r\n`, '/api/v1/things'],
    ['that is too long, in chunks', 413, `${ALICE}transfer-encoding: chunked\r\n`, '/api/v1/things'],
    ['for no route', 413, `content-length: ${SENT}\r\n`, '/nowhere'],
    ['for a path that cannot be read', 400, `content-length: ${SENT}\r\n`, '/%zz'],
  ])('is the last one for a long body %s: the rest is not read [R97]', async (_, status, headers, path) => {
    client.get('/health');
    post(headers, path).write(headers.includes('chunked') ? `${SENT.toString(16)}\r\n${BODY}` : BODY);
    expect(await client.ended()).toEqual([200, status]);
    expect(client.text.toLowerCase()).toContain('connection: close');
    // The client keeps its half open and sends on.
    expect(await openConnections(app)).toBe(1);
    await clock.advance(1_000);
    await until(async () => (await openConnections(app)) === 0);
    expect(sockets[0]?.bytesRead).toBeLessThan(2 * READ_BEHIND);
  });

  it('leaves the connection open for a short body', async () => {
    post(`content-length: ${READ_BEHIND}\r\n`);
    expect(await client.answers(1)).toEqual([401]);
    client.write(BODY.slice(0, READ_BEHIND)).get('/health');
    expect(await client.answers(2)).toEqual([401, 200]);
  });
});
