import type { Socket } from 'node:net';
import { Body, Controller, Get, Post } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { IsString } from 'class-validator';
import { OwnAccount, Public } from '#access';
import { ManualClock } from '#kernel/testing';
import { openConnections, RawClient, until } from '../testing/raw-client.js';
import { type TinyOptions, unstartedTinyApp } from '../testing/tiny-app.js';

class Registration {
  @IsString()
  name!: string;
}

const made: string[] = [];
/** Ends the slow requests that have begun. */
const slow: (() => void)[] = [];

@Controller()
class DoorController {
  @Post('register')
  @Public()
  register(@Body() { name }: Registration) {
    made.push(name);
    return { name };
  }

  @Get('slow')
  @Public()
  async slow() {
    await new Promise<void>((resolve) => slow.push(resolve));
    return {};
  }

  @Post('own')
  @OwnAccount('auth:me')
  own(@Body() _: Registration) {
    return {};
  }
}

const REGISTER = 'POST /api/v1/register HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\n';
const whole = `${REGISTER}content-length: 12\r\n\r\n{"name":"a"}`;
const CODES: Readonly<Record<number, string>> = {
  400: 'validation_failed',
  408: 'request_timeout',
  431: 'head_too_large',
};
const stalled = `${REGISTER}content-length: 12\r\n\r\n{"name"`;

function expectProblem({ text }: RawClient, status: number): void {
  const [head = '', body = ''] = text.split('\r\n\r\n');
  const problem = JSON.parse(body);
  expect(head).toContain('application/problem+json');
  expect(head).toContain(`x-request-id: ${problem.request_id}`);
  expect(head).toContain('connection: close');
  expect(problem).toMatchObject({ status, code: CODES[status] });
}

/** A server for all tests of a suite. */
function aServer(times?: TinyOptions['times']) {
  const clock = new ManualClock();
  const sockets: Socket[] = [];
  let app: NestFastifyApplication;

  beforeAll(async () => {
    app = await unstartedTinyApp({ controllers: [DoorController], times, lingering: clock });
    app.getHttpServer().on('connection', (socket: Socket) => sockets.push(socket));
    await app.listen(0, '127.0.0.1');
  });
  afterAll(() => app.close());
  beforeEach(() => {
    made.length = 0;
    slow.length = 0;
  });
  const allClosed = () =>
    until(async () => {
      await clock.advance(1_000);
      return (await openConnections(app)) === 0;
    });
  /** The client never closes its half of the connection, so the server has to. */
  afterEach(allClosed);

  return {
    clock,
    allClosed,
    client: async () => (await RawClient.to(app)).read(),
    /** Does what Node does when a request of the latest connection did not arrive in time. */
    timesOut: () => {
      const late = Object.assign(new Error('late'), { code: 'ERR_HTTP_REQUEST_TIMEOUT' });
      app.getHttpServer().emit('clientError', late, sockets.at(-1));
    },
  };
}

/** Lets the slow request end, once it has begun. */
async function finish(): Promise<void> {
  await until(() => slow.length === 1);
  slow.shift()?.();
}

describe('what does not arrive in time', () => {
  const { client, allClosed } = aServer({ headMs: 300, requestMs: 600 });

  it.each([
    ['a head that never ends', 'GET /health HTTP/1.1\r\nhost: x\r\n'],
    ['nothing at all', ''],
    ['a body that never ends', stalled],
  ])('is answered by a problem, and its connection is closed [R97]: %s', async (_, bytes) => {
    const one = (await client()).write(bytes);
    expect(await one.ended()).toEqual([408]);
    expectProblem(one, 408);
  });

  it('changes nothing if its rest comes after the answer that it came too late', async () => {
    const one = (await client()).write(stalled);
    expect(await one.answers(1)).toEqual([408]);
    one.write(':"a"}');
    await allClosed();
    expect(made).toEqual([]);
  });
});

describe('what is not a whole, valid request', () => {
  const { client, clock, timesOut } = aServer();

  it.each([
    ['bytes that are not HTTP', 'hello\r\n\r\n', 400],
    ['a head of more than 16 KiB', `GET / HTTP/1.1\r\nhost: x\r\nx: ${'y'.repeat(20_000)}\r\n\r\n`, 431],
    [
      'two headers that give the length of the body',
      'POST / HTTP/1.1\r\nhost: x\r\ncontent-length: 1\r\ntransfer-encoding: chunked\r\n\r\nx',
      400,
    ],
    ['a space before the colon of a header', 'GET / HTTP/1.1\r\nhost : x\r\n\r\n', 400],
  ])('is answered by a problem, and its connection is closed [R97]: %s', async (_, bytes, status) => {
    const one = (await client()).write(bytes);
    expect(await one.ended()).toEqual([status]);
    expectProblem(one, status);
  });

  it.each(['*', '*health', 'example.org:443'])('does not reach a route with the target %s', async (target) => {
    const one = (await client()).write(`GET ${target} HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n`);
    expect([400, 404]).toContain((await one.ended())[0]);
    expect(one.text).toContain('application/problem+json');
  });

  it('has no second Host', async () => {
    const one = (await client()).write('GET /health HTTP/1.1\r\nHost: x\r\nhost: y\r\nconnection: close\r\n\r\n');
    expect(await one.ended()).toEqual([400]);
    expect(one.text).toContain('"field":"Host"');
  });

  it.each([
    ['no Host', 'GET /health HTTP/1.1\r\n', 400, '"field":"Host"'],
    ['an unknown Expect', 'GET /health HTTP/1.1\r\nhost: x\r\nexpect: more\r\n', 417, '"code":"expectation_failed"'],
  ])('is answered in its turn, as a problem: %s', async (_, head, status, shown) => {
    const one = (await client()).write(`${whole}${head}\r\n`).get('/health', 'connection: close\r\n');
    expect(await one.ended()).toEqual([201, status, 200]);
    expect(one.text).toContain(shown);
  });

  it('is what comes behind a request for an upgrade, which is answered as the last one', async () => {
    const one = (await client()).get('/api/v1/slow', 'connection: upgrade\r\nupgrade: h2c\r\n').write(stalled);
    await until(() => slow.length === 1);
    one.write(whole);
    // A server that handled it would do so within this time, on a machine that has time.
    await new Promise((resolve) => setTimeout(resolve, 50));
    await finish();
    expect(await one.ended()).toEqual([200]);
    expect(one.text.toLowerCase()).toContain('connection: close');
    expect(made).toEqual([]);
  });

  it('is not a request of HTTP/1.0 without a Host', async () => {
    const one = (await client()).write('GET /health HTTP/1.0\r\n\r\n');
    expect(await one.ended()).toEqual([200]);
  });

  it('is answered after the requests before it, which are answered too', async () => {
    const one = (await client()).write(`${whole}GET /api/v1/slow HTTP/1.1\r\nhost: x\r\n\r\ngarbage\r\n\r\n`);
    expect(await one.answers(1)).toEqual([201]);
    await finish();
    expect(await one.ended()).toEqual([201, 200, 400]);
    expect(made).toEqual(['a']);
  });

  it('is closed in bounded time if the request before it is never answered', async () => {
    const one = (await client()).write('GET /api/v1/slow HTTP/1.1\r\nhost: x\r\n\r\ngarbage\r\n\r\n');
    await until(() => clock.timers > 0);
    await clock.advance(600_000);
    expect(await one.ended()).toEqual([]);
  });

  it('is not asked for its body before its token was looked at [R98]', async () => {
    const head = (path: string) =>
      `POST ${path} HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\nexpect: 100-continue\r\ncontent-length: 12\r\n\r\n`;
    const [stranger, guest] = [await client(), await client()];
    expect(await stranger.write(head('/api/v1/own')).answers(1)).toEqual([401]);
    expect(await guest.write(head('/api/v1/register')).answers(1)).toEqual([100]);
    expect(await guest.write('{"name":"a"}').answers(2)).toEqual([100, 201]);
    for (const one of [stranger, guest]) one.socket.destroy();
  });

  it('has one answer: none for a time-out behind a refusal that came before the body', async () => {
    const one = (await client()).write(
      'POST /api/v1/own HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 12\r\n\r\n',
    );
    expect(await one.answers(1)).toEqual([401]);
    timesOut();
    expect(await one.ended()).toEqual([401]);
  });
});
