import { Body, Controller, Get, Post, StreamableFile } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { IsString } from 'class-validator';
import { AuthThrottle, CurrentRequest, OwnAccount, Public } from '#access';
import { RateCounters, type RequestContext } from '#kernel';
import { createLogger } from '../logs/logger.js';
import { WorkPlaces } from '../places/work-places.js';
import { openConnections, RawClient, until } from '../testing/raw-client.js';
import { unstartedTinyApp } from '../testing/tiny-app.js';
import { Budget } from './budget.js';

const BEARER = 'authorization: Bearer alice\r\n';
const MIB = 1_048_576;

/** What waits until the test lets it go. */
class Gate {
  private waiting: (() => void)[] = [];
  passed = 0;
  isOpen = true;

  get size(): number {
    return this.waiting.length;
  }

  async pass(): Promise<void> {
    if (!this.isOpen) await new Promise<void>((resolve) => this.waiting.push(resolve));
    this.passed += 1;
  }

  open(): void {
    this.isOpen = true;
    for (const go of this.waiting.splice(0)) go();
  }
}

const handlers = new Gate();
const counts = new Gate();

class Text {
  @IsString()
  text!: string;
}

@Controller()
class LeavingController {
  @Post('login')
  @Public()
  @AuthThrottle('login')
  async login(@Body() _: Text) {
    await handlers.pass();
    return {};
  }

  @Get('work')
  @OwnAccount('auth:me')
  async work(@CurrentRequest() request: RequestContext) {
    await handlers.pass();
    request.records = 2;
    return {};
  }

  @Get('costly')
  @OwnAccount('auth:me')
  async costly(@CurrentRequest() request: RequestContext) {
    await handlers.pass();
    request.cost = 40;
    return 'x'.repeat(MIB);
  }

  @Get('reserving')
  @OwnAccount('auth:me')
  async reserving(@CurrentRequest() request: RequestContext) {
    await handlers.pass();
    request.reserve?.(14 * MIB);
    return {};
  }

  @Get('stream')
  @OwnAccount('auth:me')
  async stream() {
    await handlers.pass();
    return new StreamableFile(Buffer.alloc(20 * MIB));
  }
}

describe('a request whose client hangs up', () => {
  let app: NestFastifyApplication;
  let lines: string[];

  const started = async (env: Record<string, string> = {}) => {
    lines = [];
    const logger = createLogger({ level: 'info', stream: { write: (line: string) => void lines.push(line) } });
    app = await unstartedTinyApp({
      ...{ controllers: [LeavingController], logger },
      env: { REQUESTS_AT_ONCE: '4', AUTH_RATE_PER_MINUTE: '1000', ...env },
    });
    const counters = app.get(RateCounters);
    const add = counters.add.bind(counters);
    counters.add = async (...args) => {
      await counts.pass();
      return add(...args);
    };
    await app.listen(0, '127.0.0.1');
  };
  const client = async () => (await RawClient.to(app)).read();
  const login = (one: RawClient, headers = '') =>
    one.write(
      `POST /api/v1/login HTTP/1.1\r\nhost: x\r\n${headers}content-type: application/json\r\ncontent-length: 12\r\n\r\n{"text":"x"}`,
    );
  const get = async (path: string) => (await client()).get(`/api/v1/${path}`, BEARER);
  const held = () => [app.get(WorkPlaces).size, app.get(Budget).used];
  const logged = () => lines.map((line) => JSON.parse(line)).map(({ status, msg }) => `${status} ${msg}`);

  /** The clients leave, and the server knows it. */
  const leave = async (clients: readonly RawClient[]) => {
    for (const { socket } of clients) socket.destroy();
    await until(async () => (await openConnections(app)) === 0);
  };

  beforeEach(() => {
    for (const gate of [handlers, counts]) {
      gate.open();
      gate.passed = 0;
    }
  });
  afterEach(async () => {
    handlers.open();
    counts.open();
    app.getHttpServer().closeAllConnections();
    await app.close();
  });

  it('takes no place and no memory after that, and is not handled [R97][R124]', async () => {
    await started();
    for (const expect100 of ['', 'expect: 100-continue\r\n']) {
      counts.isOpen = false;
      const clients = await Promise.all(Array.from({ length: 4 }, async () => login(await client(), expect100)));
      await until(() => counts.size === 4);
      await leave(clients);
      counts.open();
      await until(() => counts.passed === 4);
      expect(held()).toEqual([0, 0]);
      counts.passed = 0;
    }
    expect(handlers.passed).toBe(0);
    expect(await login(await client()).answers(1)).toEqual([201]);
    expect(logged()).toEqual([...Array(8).fill('null the client left'), '201 answered']);
  });

  it('takes none if it is behind another one of its connection [R124]', async () => {
    await started();
    counts.isOpen = false;
    const one = await client();
    for (let n = 0; n < 3; n += 1) login(one);
    await until(() => counts.size === 3);
    await leave([one]);
    counts.open();
    await until(() => counts.passed === 3);
    expect(held()).toEqual([0, 0]);
    expect(logged()).toEqual(Array(3).fill('null the client left'));
  });

  it('gets no more memory for what its handler still does [R97]', async () => {
    await started();
    handlers.isOpen = false;
    for (let turn = 1; turn <= 2; turn += 1) {
      const clients = await Promise.all([get('reserving'), get('reserving')]);
      await until(() => handlers.size === 2);
      await leave(clients);
      handlers.open();
      await until(() => held().every((bytes) => bytes === 0));
      handlers.isOpen = false;
    }
    handlers.open();
    expect(await (await get('reserving')).answers(1)).toEqual([200]);
  });

  it('pays for its audit records and for its work [R97][R125]', async () => {
    await started({ AUDIT_RECORDS_PER_DAY: '6', RATE_PER_MINUTE: '200' });
    for (const path of ['work', 'work', 'work'] as const) {
      handlers.isOpen = false;
      const one = await get(path);
      await until(() => handlers.size === 1);
      await leave([one]);
      handlers.open();
      await until(() => held()[0] === 0);
    }
    const refused = await get('work');
    expect(await refused.answers(1)).toEqual([429]);
    expect(refused.text).toContain('"audit-records"');
    expect(logged()).toEqual([...Array(3).fill('null the client left'), '429 answered']);
  });

  it('pays for its work and the bytes of its answer, made or half sent [R125]', async () => {
    await started({ RATE_PER_MINUTE: '200' });
    for (let turn = 0; turn < 3; turn += 1) {
      handlers.isOpen = false;
      const one = await get('costly');
      await until(() => handlers.size === 1);
      await leave([one]);
      handlers.open();
      await until(() => held()[0] === 0);
    }
    // 3 times 1 for the request, 40 for its work and 16 for the bytes.
    const last = await get('costly');
    expect(await last.answers(1)).toEqual([200]);
    await until(() => last.text.length > MIB);
    const refused = await get('work');
    expect(await refused.answers(1)).toEqual([429]);
    expect(refused.text).toContain('"account"');
  });

  it('has one line of the log, which tells the status of an answer that was not taken [R84]', async () => {
    await started();
    const reader = await RawClient.to(app);
    reader.get('/api/v1/stream', BEARER);
    await until(() => handlers.passed === 1 && held()[0] === 1);
    await leave([reader]);
    await until(() => held().every((size) => size === 0));
    const half = (await client()).write(
      'POST /api/v1/login HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 12\r\n\r\n{',
    );
    await until(() => held()[0] === 1);
    await leave([half]);
    expect(await (await get('work')).answers(1)).toEqual([200]);
    expect(logged()).toEqual(['200 the client left', expect.stringMatching('the client left'), '200 answered']);
    expect(held()).toEqual([0, 0]);
  });
});
