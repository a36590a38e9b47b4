import { Body, Controller, Get, Post, StreamableFile } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { IsString } from 'class-validator';
import { AuthThrottle, OwnAccount, Public } from '#access';
import { RawClient, until } from '../testing/raw-client.js';
import { unstartedTinyApp, World } from '../testing/tiny-app.js';
import { WAITING_OF_ONE, WorkPlaces } from './work-places.js';

const BEARER = 'authorization: Bearer alice\r\n';
const JSON_TYPE = 'content-type: application/json\r\n';

/** Requests that wait until the test lets them go. */
const gate = { waiting: [] as (() => void)[], begun: 0 };

async function work() {
  gate.begun += 1;
  await new Promise<void>((resolve) => gate.waiting.push(resolve));
  return {};
}

class Text {
  @IsString()
  text!: string;
}

@Controller()
class WorkController {
  @Get('work')
  @OwnAccount('auth:me')
  work() {
    return work();
  }

  @Get('quick')
  @OwnAccount('auth:me')
  quick() {
    return {};
  }

  @Get('large')
  @OwnAccount('auth:me')
  large() {
    return 'x'.repeat(3 * 1_048_576);
  }

  @Get('file')
  @OwnAccount('auth:me')
  file() {
    return new StreamableFile(Buffer.alloc(100));
  }

  @Get('broken')
  @OwnAccount('auth:me')
  broken() {
    throw new Error('a defect');
  }

  @Post('change')
  @OwnAccount('auth:me')
  change(@Body() _: Text) {
    return {};
  }

  @Post('logout')
  @OwnAccount('auth:logout')
  @AuthThrottle('session')
  logout() {
    return {};
  }

  @Post('refresh')
  @Public()
  @AuthThrottle('session', { field: 'text', kind: 'refresh' })
  refresh(@Body() _: Text) {
    return {};
  }

  @Post('login')
  @Public()
  @AuthThrottle('login')
  login(@Body() _: Text) {
    return work();
  }

  @Post('register')
  @Public()
  @AuthThrottle('register')
  register(@Body() _: Text) {
    return {};
  }
}

describe('the place of a request', () => {
  const world = new World();
  let app: NestFastifyApplication;
  const atWork = () => app.get(WorkPlaces).size;
  const open = (count = Number.POSITIVE_INFINITY) => {
    for (const go of gate.waiting.splice(0, count)) go();
  };
  const client = async (from?: string) => (await RawClient.to(app, from)).read();
  const post = (one: RawClient, path: string, body: string, headers = '') =>
    one.write(
      `POST ${path} HTTP/1.1\r\nhost: x\r\n${headers}${JSON_TYPE}content-length: ${body.length}\r\n\r\n${body}`,
    );
  /** One connection for each request, as a program with many connections has them. */
  const works = (count: number) =>
    Promise.all(Array.from({ length: count }, async () => (await client()).get('/api/v1/work', BEARER)));

  beforeEach(async () => {
    gate.begun = 0;
    gate.waiting.length = 0;
    world.failures.length = 0;
    app = await unstartedTinyApp({
      ...{ controllers: [WorkController], world },
      env: { REQUESTS_AT_ONCE: '4', AUTH_RATE_PER_MINUTE: '0' },
    });
    await app.listen(0, '127.0.0.1');
  });
  afterEach(async () => {
    open();
    app.getHttpServer().closeAllConnections();
    await app.close();
  });

  it('is one of few for all connections of an account, and the next one begins when one is answered [R124]', async () => {
    const clients = await works(6);
    await until(() => atWork() === 6);
    expect(gate.begun).toBe(4);
    open(1);
    await until(() => gate.begun === 5);
    open();
    await until(() => gate.begun === 6);
    open();
    for (const one of clients) expect(await one.answers(1)).toEqual([200]);
    await until(() => atWork() === 0);
  });

  it('is needed neither for health, logging out and refreshing, nor by other callers [R124]', async () => {
    await works(5);
    await until(() => atWork() === 5);
    const one = await client();
    one.get('/health');
    post(one, '/api/v1/logout', '', BEARER);
    post(one, '/api/v1/refresh', '{"text":"x"}');
    post(one, '/api/v1/register', '{"text":"x"}');
    expect(await one.answers(4)).toEqual([200, 201, 201, 201]);
    const waiting = (await client()).get('/api/v1/quick', BEARER);
    await until(() => atWork() === 6);
    expect(waiting.statuses).toEqual([]);
  });

  it('is of an address and a purpose, without a token [R124]', async () => {
    for (let n = 0; n < 5; n += 1) post(await client(), '/api/v1/login', '{"text":"x"}');
    await until(() => atWork() === 5);
    expect(gate.begun).toBe(4);
    post(await client('127.0.0.2'), '/api/v1/login', '{"text":"x"}');
    await until(() => gate.begun === 5);
    expect(await post(await client(), '/api/v1/register', '{"text":"x"}').answers(1)).toEqual([201]);
  });

  it('is taken before the body is read, and waiting asks for none', async () => {
    await works(4);
    await until(() => gate.begun === 4);
    const asking = await client();
    asking.write(
      `POST /api/v1/change HTTP/1.1\r\nhost: x\r\n${BEARER}${JSON_TYPE}expect: 100-continue\r\ncontent-length: 12\r\n\r\n`,
    );
    await until(() => atWork() === 5);
    expect(asking.text).toBe('');
    open(1);
    await asking.answers(1);
    expect(asking.write('{"text":"x"}') && (await asking.answers(2))).toEqual([100, 201]);
  });

  it('is free again after answers, errors, streams, bodies that break off and answers that nobody reads', async () => {
    const one = await client();
    for (const path of ['quick', 'file', 'broken', 'work?x=1']) one.get(`/api/v1/${path}`, BEARER);
    post(one, '/api/v1/change', '{"text":1}', BEARER);
    post(one, '/api/v1/change', '{', BEARER);
    expect(await one.answers(6)).toEqual([200, 200, 500, 400, 400, 400]);
    const broken = await client();
    broken.write(`POST /api/v1/change HTTP/1.1\r\nhost: x\r\n${BEARER}${JSON_TYPE}content-length: 12\r\n\r\n{`);
    await until(() => atWork() === 1);
    broken.socket.destroy();
    for (let n = 0; n < 5; n += 1) (await RawClient.to(app)).get('/api/v1/large', BEARER);
    await until(() => atWork() === 0);
    expect((await (await client()).get('/api/v1/quick', BEARER).answers(1))[0]).toBe(200);
  });

  it('stays taken by the work of a client that hung up, and is free when the work ends [R124]', async () => {
    for (const one of await works(4)) {
      await until(() => gate.begun > 0);
      one.socket.destroy();
    }
    await until(() => gate.begun === 4);
    const next = (await client()).get('/api/v1/work', BEARER);
    const gone = (await client()).get('/api/v1/work', BEARER);
    await until(() => atWork() === 6);
    gone.socket.destroy();
    await until(() => atWork() === 5);
    expect(gate.begun).toBe(4);
    open();
    await until(() => gate.begun === 5 && atWork() === 1);
    open();
    expect(await next.answers(1)).toEqual([200]);
    await until(() => atWork() === 0);
  });

  it('is refused with 429 and Retry-After, unaudited, to more than wait in line [R124]', async () => {
    // A connection has 8 requests at work or in line; its further ones wait in the connection.
    const clients = await Promise.all(Array.from({ length: 30 }, () => client()));
    for (const each of [...clients, ...(await works(4))]) {
      for (let n = 0; n < 8 && atWork() < 4 + WAITING_OF_ONE; n += 1) each.get('/api/v1/work', BEARER);
    }
    await until(() => atWork() === 4 + WAITING_OF_ONE);
    const one = (await client()).get('/api/v1/quick', BEARER);
    expect(await one.answers(1)).toEqual([429]);
    expect(one.text).toContain('"code":"rate_limited"');
    expect(one.text.toLowerCase()).toContain('retry-after: 1\r\n');
    expect(world.failures).toEqual([]);
  });
});
