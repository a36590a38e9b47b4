import { once } from 'node:events';
import type { RequestListener } from 'node:http';
import { createServer as createTcpServer } from 'node:net';
import { draftLeaf, toRecord } from '../domain/leaf.js';
import { aRecord } from '../testing/audit-records.js';
import {
  answerTo,
  closeAll,
  linkAt,
  NEW,
  PATIENT,
  PLACED,
  peer,
  portIn,
  RECORDS,
  rawRequest,
  serving,
  statusOf,
  taking,
  withKey,
} from '../testing/tls-links.js';

describe('the link of nodes', () => {
  afterEach(closeAll);

  describe('with a message that is none', () => {
    it.each([
      ['no JSON', rawRequest('{"node":')],
      ['no records', rawRequest('{}')],
      ['a broken leaf', rawRequest(JSON.stringify({ ...RECORDS, drafts: [{ ...RECORDS.drafts[0], tail: '"a":1' }] }))],
      ['no draft', rawRequest(JSON.stringify({ ...RECORDS, drafts: [] }))],
      ['another method', rawRequest(JSON.stringify(RECORDS), 'PUT /audit/append')],
      ['another path', rawRequest(JSON.stringify(RECORDS), 'POST /audit/append2')],
      ['no body', rawRequest('', 'GET /audit/append', 'x: y')],
      ['no HTTP', 'hello\r\n\r\n'],
      ['two lengths', rawRequest('{}', undefined, 'content-length: 2\r\ncontent-length: 3')],
      ['a head of 20 KiB', rawRequest('{}', undefined, `x: ${'y'.repeat(20_480)}`)],
      ['an upgrade', rawRequest('', 'GET /audit/append', 'upgrade: websocket\r\nconnection: upgrade')],
      ['a tunnel', rawRequest('', 'CONNECT other:80', 'x: y')],
    ])('takes nothing, and goes on: %s', async (_, text) => {
      const { link, taken } = await taking();
      expect([0, 400, 431, 503]).toContain(statusOf(await answerTo(link.address, text, withKey(NEW))));
      expect(taken).toEqual([]);
      expect(await linkAt('127.0.0.1:1').forward(link.address, RECORDS, PATIENT)).toEqual(PLACED);
    });

    it('reads no more than 16 MiB', async () => {
      const { link, taken } = await taking();
      const long = JSON.stringify({ ...RECORDS, padding: 'x'.repeat(16 * 1_048_576) });
      expect([0, 503]).toContain(statusOf(await answerTo(link.address, rawRequest(long), withKey(NEW))));
      expect(taken).toEqual([]);
      const sender = linkAt('127.0.0.1:1');
      expect(await sender.forward(link.address, RECORDS, PATIENT)).toEqual(PLACED);
    });

    it('has room for 256 drafts of the greatest size', async () => {
      const { link, taken } = await taking();
      const [text, id] = ['日'.repeat(256), '"'.repeat(256)];
      const names = Array.from({ length: 100 }, (_, n) => `${n}`.padEnd(64, 'x'));
      const draft = draftLeaf({
        ...toRecord(aRecord(1)),
        ...{ actor_id: id, resource_id: id, request_id: id, decision_id: id, credential: id, resource_name: text },
        ...{ actor_name: text, user_agent: text, access_reason: text, decision_reason: text },
        changes: [{ field: 'roles', before: names, after: names, omitted: 1 }],
      });
      const records = { ...RECORDS, drafts: Array(256).fill(draft) };
      expect(await linkAt('127.0.0.1:1').forward(link.address, records, PATIENT)).toEqual(PLACED);
      expect(taken).toEqual([records]);
    });

    it.each([
      ['no JSON', (answer) => answer.end('{')],
      ['no place', (answer) => answer.end('{"first":0,"at":"x"}')],
      ['more than a place', (answer) => answer.end(JSON.stringify({ ...PLACED, padding: 'x'.repeat(2_000) }))],
      ['a place with another status', (answer) => answer.writeHead(201).end(JSON.stringify(PLACED))],
      [
        'half an answer',
        (answer) => answer.writeHead(200, { 'content-length': 99 }).write('{', () => answer.destroy()),
      ],
    ] satisfies [string, (answer: Parameters<RequestListener>[1]) => unknown][])(
      'takes no answer for a place, and goes on: %s',
      async (_, answered) => {
        let requests = 0;
        const { address } = await peer((incoming, answer) => {
          requests += 1;
          incoming.resume().on('end', () => (requests === 1 ? answered(answer) : answer.end(JSON.stringify(PLACED))));
        });
        const sender = linkAt('127.0.0.1:1');
        await expect(sender.forward(address, RECORDS, PATIENT)).rejects.toThrow();
        expect(requests).toBe(1);
        expect(await sender.forward(address, RECORDS, PATIENT)).toEqual(PLACED);
      },
    );
  });

  describe('with a peer that does not answer', () => {
    it('is given up at once, before the answer and amid it, and the next request goes through', async () => {
      const beginnings: ((answer: Parameters<RequestListener>[1]) => void)[] = [
        () => {},
        (answer) => void answer.writeHead(200).write('{'),
        (answer) => void answer.writeProcessing(),
      ];
      for (const begin of beginnings) {
        const patience = new AbortController();
        let requests = 0;
        const { address } = await peer((incoming, answer) => {
          requests += 1;
          if (requests > 1) return void incoming.resume().on('end', () => answer.end(JSON.stringify(PLACED)));
          begin(answer);
          setImmediate(() => patience.abort());
        });
        const sender = linkAt('127.0.0.1:1');
        await expect(sender.forward(address, RECORDS, patience.signal)).rejects.toThrow();
        expect(await sender.forward(address, RECORDS, PATIENT)).toEqual(PLACED);
        expect(requests).toBe(2);
      }
    });

    it('is given up during the handshake, in the queue, and before it began', async () => {
      const silent = await serving(createTcpServer(() => {}));
      const address = `127.0.0.1:${portIn(silent)}`;
      const sender = linkAt('127.0.0.1:1');
      const [first, queued] = [new AbortController(), new AbortController()];
      const both = [first, queued].map(({ signal }) => sender.forward(address, RECORDS, signal));
      const [one, two] = both.map((sent) => sent.catch((error: Error) => error.name));
      await once(silent, 'connection');
      queued.abort();
      expect(await two).toBe('AbortError');
      first.abort();
      expect(await one).toBe('AbortError');
      await expect(sender.forward(address, RECORDS, AbortSignal.abort())).rejects.toThrow();
      const { link } = await taking();
      expect(await sender.forward(link.address, RECORDS, PATIENT)).toEqual(PLACED);
    });

    it('sends nothing twice when a peer ends connections: idle ones, and amid a request', async () => {
      const bodies: string[] = [];
      const { server, address } = await peer(async (incoming, answer) => {
        const parts = await incoming.toArray();
        bodies.push(Buffer.concat(parts).toString());
        if (bodies.length % 2 === 0) return void incoming.socket.destroy();
        answer.end(JSON.stringify(PLACED), () => setImmediate(() => server.closeAllConnections()));
      });
      const sender = linkAt('127.0.0.1:1');
      for (let head = 0; head < 40; head += 1)
        await sender.forward(address, { ...RECORDS, head }, PATIENT).catch(() => null);
      const heads = bodies.map((body) => JSON.parse(body).head);
      expect(new Set(heads).size).toBe(heads.length);
      expect(heads.length).toBeGreaterThan(10);
    });

    it('ends a connection itself that it did not use for a while', async () => {
      const { server, address } = await peer((incoming, answer) => {
        incoming.resume().on('end', () => answer.end(JSON.stringify(PLACED)));
      });
      const end = once(server, 'secureConnection').then(([socket]) => once(socket, 'end'));
      const sender = linkAt('127.0.0.1:1', [NEW], { idle: 50 });
      await sender.forward(address, RECORDS, PATIENT);
      await end;
      expect(await sender.forward(address, RECORDS, PATIENT)).toEqual(PLACED);
    });
  });
});
