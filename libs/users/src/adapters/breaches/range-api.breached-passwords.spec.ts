import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { passwordDigest } from './password-digest.js';
import { RangeApiBreachedPasswords } from './range-api.breached-passwords.js';

const LOST = 'Violet-Kettle-42-Harbor';
const DIGEST = passwordDigest(LOST);
const PADDING = `${'0'.repeat(35)}:0`;

describe('a server with the range API of lost passwords', () => {
  let server: Server;
  let answer: RequestListener;
  let asked: { url: string | undefined; padding: string | string[] | undefined }[];
  let failures: string[];

  beforeEach(async () => {
    asked = [];
    failures = [];
    server = createServer((request, response) => {
      asked.push({ url: request.url, padding: request.headers['add-padding'] });
      answer(request, response);
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
  });
  afterEach(() => {
    server.closeAllConnections();
    server.close();
  });

  /** A limit that no busy machine reaches, unless a test gives another one. */
  const list = (timeLimitMs = 600_000, path = '/range/') => {
    const { port } = server.address() as AddressInfo;
    const onFailure = (cause: unknown) => failures.push((cause as Error).name);
    return new RangeApiBreachedPasswords(`http://127.0.0.1:${port}${path}`, onFailure, timeLimitMs);
  };
  const lines = (...given: string[]): RequestListener => {
    return (_, response) => void response.end(given.join('\r\n'));
  };

  it('gets the first five digits of the digest, asks for padding, and finds the rest in its answer [R3]', async () => {
    answer = lines(`${'A'.repeat(35)}:7`, `${DIGEST.slice(5)}:3`, PADDING);
    expect(await list().includes(LOST)).toBe(true);
    expect(await list(undefined, '/range').includes(LOST)).toBe(true);
    const sent = { url: `/range/${DIGEST.slice(0, 5)}`, padding: 'true' };
    expect(asked).toEqual([sent, sent]);
    expect(failures).toEqual([]);
  });

  it('does not find another password of the range, nor one that is only padding', async () => {
    answer = lines(`${'A'.repeat(35)}:7`, `${DIGEST.slice(5)}:0`, PADDING);
    expect(await list().includes(LOST)).toBe(false);
    expect(failures).toEqual([]);
  });

  it.each<[string, RequestListener]>([
    ['answers with an error', (_, response) => void response.writeHead(503).end()],
    ['redirects', (_, response) => void response.writeHead(302, { location: 'http://127.0.0.1:1/' }).end()],
    ['cuts its answer off', (request) => void request.socket.destroy()],
    ['sends without end', (_, response) => void response.end(Buffer.alloc(2_000_000, 'A'))],
  ])('refuses nothing and tells the operator if it %s', async (_, given) => {
    answer = given;
    expect(await list().includes(LOST)).toBe(false);
    expect(failures).toHaveLength(1);
  });

  it('is not waited for without end, neither for the head of its answer nor for the rest', async () => {
    answer = () => {};
    expect(await list(50).includes(LOST)).toBe(false);
    answer = (_, response) => void response.write('0');
    expect(await list(50).includes(LOST)).toBe(false);
    expect(failures).toEqual(['TimeoutError', 'TimeoutError']);
  });

  it('refuses nothing if it is not there', async () => {
    const gone = list();
    server.close();
    await once(server, 'close');
    expect(await gone.includes(LOST)).toBe(false);
    expect(failures).toEqual(['TypeError']);
  });
});
