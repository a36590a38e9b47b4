import { Controller, Get, Param, Post } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { Public } from '#access';
import { openConnections, RawClient, until } from '../testing/raw-client.js';
import { type TinyOptions, unstartedTinyApp } from '../testing/tiny-app.js';
import { AT_ONCE, WAITING_MOST } from './connection.js';
import { SPARE } from './connections.js';

/** Requests that wait until the test lets them go. */
const gate = { waiting: [] as (() => void)[], begun: 0 };

@Controller('slow')
class SlowController {
  @Get('large')
  @Public()
  large() {
    return 'x'.repeat(32 * 1_048_576);
  }

  @Get(':n')
  @Public()
  async slow(@Param('n') n: string) {
    gate.begun += 1;
    await new Promise<void>((resolve) => gate.waiting.push(resolve));
    return { n };
  }

  @Post()
  @Public()
  make() {
    gate.begun += 1;
    return {};
  }
}

const open = (count: number) => {
  for (const go of gate.waiting.splice(0, count)) go();
};

describe('the connections of the server', () => {
  let app: NestFastifyApplication;

  const listen = async (options: TinyOptions) => {
    app = await unstartedTinyApp({ controllers: [SlowController], ...options });
    await app.listen(0, '127.0.0.1');
  };
  const clients = (count: number, from?: string) =>
    Promise.all(Array.from({ length: count }, async () => (await RawClient.to(app, from)).read()));

  beforeEach(() => {
    gate.begun = 0;
  });
  afterEach(async () => {
    open(Number.POSITIVE_INFINITY);
    app.getHttpServer().closeAllConnections();
    await app.close();
  });

  it('handle some requests of a connection at once, and the next when one is answered [R97]', async () => {
    await listen({});
    const [client] = await clients(1);
    for (let n = 0; n < AT_ONCE + 4; n += 1) client?.get(`/api/v1/slow/${n}`);
    await until(() => gate.begun === AT_ONCE);
    open(2);
    await until(() => gate.begun === AT_ONCE + 2);
    expect(client?.statuses).toEqual([200, 200]);
    open(AT_ONCE);
    await until(() => gate.begun === AT_ONCE + 4);
    open(4);
    await client?.answers(AT_ONCE + 4);
    const order = [...(client?.text.matchAll(/"n":"(\d+)"/g) ?? [])].map(([, n]) => Number(n));
    expect(order).toEqual([...Array(AT_ONCE + 4).keys()]);
  });

  it('end for a client that sends hundreds of requests and awaits no answer [R97]', async () => {
    await listen({});
    const [client] = await clients(1);
    client?.write('GET /api/v1/slow/1 HTTP/1.1\r\nhost: x\r\n\r\n'.repeat(AT_ONCE + WAITING_MOST + 1));
    await client?.ended();
    expect(gate.begun).toBeLessThanOrEqual(AT_ONCE);
    await until(async () => (await openConnections(app)) === 0);
  });

  it('end for a client that takes nothing of its answer [R97]', async () => {
    await listen({ times: { writeMs: 100 } });
    const client = await RawClient.to(app);
    client.socket.pause();
    client.get('/api/v1/slow/large');
    await until(async () => (await openConnections(app)) === 0);
  });

  it('do not end while the server works on an answer, nor before the time of keep-alive', async () => {
    await listen({ times: { writeMs: 50, keepAliveMs: 60_000 } });
    const [busy, idle] = await clients(2);
    busy?.get('/api/v1/slow/1');
    idle?.get('/health');
    await idle?.answers(1);
    await new Promise((resolve) => setTimeout(resolve, 300));
    open(1);
    expect(await busy?.answers(1)).toEqual([200]);
    expect(await idle?.get('/health').answers(2)).toEqual([200, 200]);
  });

  it('end when they are idle for longer than keep-alive', async () => {
    await listen({ times: { keepAliveMs: 50 } });
    const [client] = await clients(1);
    client?.get('/health');
    expect(await client?.ended()).toEqual([200]);
  });

  it('are limited for each network, and not for its neighbours [R97]', async () => {
    await listen({ env: { CONNECTIONS_PER_NETWORK: '2' } });
    const [first, second] = await clients(2, '127.0.3.1');
    const [refused] = await clients(1, '127.0.3.9');
    const [neighbour] = await clients(1, '127.0.4.1');
    await refused?.ended();
    for (const client of [first, second, neighbour]) expect(await client?.get('/health').answers(1)).toEqual([200]);
    first?.socket.destroy();
    await until(async () => (await openConnections(app)) === 2);
    const [next] = await clients(1, '127.0.3.9');
    expect(await next?.get('/health').answers(1)).toEqual([200]);
  });

  it('have no limit for a trusted proxy', async () => {
    await listen({ env: { CONNECTIONS_PER_NETWORK: '1', TRUSTED_PROXIES: '127.0.3.1' } });
    for (const client of await clients(4, '127.0.3.1')) expect(await client.get('/health').answers(1)).toEqual([200]);
  });

  it('of which too many are open give up the one that is idle for the longest [R97]', async () => {
    await listen({ env: { CONNECTIONS_MAX: '3' } });
    const [oldest, used, other] = [(await clients(1))[0], (await clients(1))[0], (await clients(1))[0]];
    await used?.get('/health').answers(1);
    const [late] = await clients(1);
    expect(await oldest?.ended()).toEqual([]);
    for (const client of [late, used, other]) expect((await client?.get('/health').answers(1))?.at(-1)).toBe(200);
  });

  it('that come when all are busy get the health routes, and nothing else [R97]', async () => {
    await listen({ env: { CONNECTIONS_MAX: '2' } });
    const busy = await clients(2);
    for (const client of busy) client.get('/api/v1/slow/1');
    await until(() => gate.begun === 2);
    const [probe, readiness, other] = await clients(3);
    expect(await probe?.get('/health').ended()).toEqual([200]);
    expect(await readiness?.get('/health/ready').ended()).toEqual([200]);
    expect(await other?.get('/api/v1/slow/1').ended()).toEqual([503]);
    expect(other?.text).toContain('"code":"busy"');
    expect(other?.text.toLowerCase()).toContain('retry-after: 1');
    await clients(SPARE + 4);
    await until(async () => (await openConnections(app)) <= 2 + SPARE);
    const [last] = await clients(1);
    expect(await last?.get('/health').ended()).toEqual([200]);
  });
});
