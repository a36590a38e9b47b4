import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { ManualClock } from '#kernel/testing';
import { HttpAuditReceiver } from './http.audit-receiver.js';

type Answer = (response: ServerResponse, request: IncomingMessage) => void;

describe('a receiver over HTTP', () => {
  let server: Server;
  let port: number;
  let answer: Answer;
  let requests: { readonly headers: IncomingMessage['headers']; readonly method?: string; readonly body: string }[];

  const open = async (at = 0) => {
    server = createServer(async (request, response) => {
      requests.push({ headers: request.headers, method: request.method, body: await text(request).catch(() => '') });
      answer(response, request);
    });
    server.listen(at, '127.0.0.1');
    await once(server, 'listening');
    port = (server.address() as AddressInfo).port;
  };
  const close = async () => {
    server.closeAllConnections();
    if (server.listening) await new Promise((resolve) => server.close(resolve));
  };

  beforeEach(async () => {
    requests = [];
    answer = (response) => response.writeHead(204).end();
    await open();
  });
  afterEach(close);

  const receiver = (token: string | null = null, clock = new ManualClock()) =>
    new HttpAuditReceiver({ url: `http://127.0.0.1:${port}/in`, token, ca: null }, clock);
  const never = new AbortController().signal;
  const outcome = (sent: Promise<void>) =>
    sent.then(
      () => 'acknowledged',
      (error: Error) => `${error.name}: ${error.message}`,
    );

  it.each<[string, Answer, string]>([
    ['500', (response) => response.writeHead(500).end('x'), 'the receiver answers 500'],
    ['a redirect', (response) => response.writeHead(307, { location: '/in' }).end(), 'the receiver answers 307'],
    ['401', (response) => response.writeHead(401).end(), 'the receiver answers 401'],
    ['no answer at all', (response) => response.destroy(), 'the receiver cannot be reached (ECONNRESET)'],
    [
      'half an answer',
      (response) => response.writeHead(200, { 'content-length': '10' }).write('half', () => response.destroy()),
      'the receiver cannot be reached (ECONNRESET)',
    ],
    ['more than 64 KiB', (response) => response.end('x'.repeat(65_537)), 'the answer has more than 64 KiB'],
  ])('has acknowledged nothing with %s [R147]', async (_, how, words) => {
    answer = how;
    expect(await outcome(receiver().send(['{}'], never))).toBe(`ReceiverFailed: ${words}`);
    expect(requests).toHaveLength(1);
  });

  it('has acknowledged nothing while it is down, and acknowledges after its restart [R147]', async () => {
    const at = port;
    await close();
    expect(await outcome(receiver().send(['{}'], never))).toMatch(/cannot be reached \(ECONNREFUSED\)$/);
    await open(at);
    expect(await outcome(receiver().send(['{}'], never))).toBe('acknowledged');
  });

  it('has 10 s for a batch: an answer that comes later acknowledges nothing [R147]', async () => {
    const clock = new ManualClock();
    const arrived = Promise.withResolvers<ServerResponse>();
    answer = (response) => arrived.resolve(response);
    const sent = outcome(receiver(null, clock).send(['{}'], never));
    const response = await arrived.promise;
    await clock.advance(10_000);
    response.writeHead(204).end();
    expect(await sent).toBe('ReceiverFailed: the receiver did not answer in time');
  });

  it('is left at once when the server stops', async () => {
    const stop = new AbortController();
    answer = () => stop.abort();
    expect(await outcome(receiver().send(['{}'], stop.signal))).toBe('ReceiverFailed: the request was ended');
  });

  it.each([200, 202, 204])('acknowledges by %d, and gets one record a line with the token', async (status) => {
    answer = (response) => response.writeHead(status).end();
    await receiver('a-token').send(['{"seq":1}', '{"seq":2,"x":"ä"}'], never);
    expect(requests[0]).toMatchObject({ method: 'POST', body: '{"seq":1}\n{"seq":2,"x":"ä"}\n' });
    const { 'content-type': type, authorization } = requests[0]?.headers ?? {};
    expect([type, authorization]).toEqual(['application/x-ndjson', 'Bearer a-token']);
  });
});
