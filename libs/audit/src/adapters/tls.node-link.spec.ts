import { once } from 'node:events';
import type { Server } from 'node:https';
import { connect, createServer as createTcpServer } from 'node:net';
import {
  type ConnectionOptions,
  connect as connectTls,
  createServer as createTlsServer,
  type TlsOptions,
} from 'node:tls';
import { StartError } from '#kernel';
import { draftLeaf, toRecord } from '../domain/leaf.js';
import type { PlacedRecords, Refusal } from '../ports/node-link.js';
import { aRecord } from '../testing/audit-records.js';
import {
  answerTo,
  closeAll,
  ended,
  FOREIGN,
  linkAt,
  listening,
  NEW,
  OLD,
  opened,
  PATIENT,
  PLACED,
  peer,
  portIn,
  portOf,
  RECORDS,
  rawRequest,
  SUITE,
  serving,
  taking,
  withKey,
} from '../testing/tls-links.js';
import { TlsNodeLink } from './tls.node-link.js';

describe('the link of nodes', () => {
  afterEach(closeAll);

  it('brings records to the other node as they are, and their place back', async () => {
    const { link, taken } = await taking();
    const sender = linkAt('127.0.0.1:1');
    const drafts = Array.from({ length: 256 }, () =>
      draftLeaf({ ...toRecord(aRecord(1)), access_reason: '日本 "語" \\ \ud83d\udd11'.repeat(12) }),
    );
    const many = { ...RECORDS, drafts };
    expect(await sender.forward(link.address, RECORDS, PATIENT)).toEqual(PLACED);
    expect(await sender.forward(link.address, many, PATIENT)).toEqual(PLACED);
    expect(taken).toEqual([RECORDS, many]);
    expect(sender.address).toBeNull();
  });

  it('keeps one connection for one request after another', async () => {
    const sockets = new Set<unknown>();
    const { address } = await peer((incoming, answer) => {
      sockets.add(incoming.socket);
      incoming.resume().on('end', () => answer.end(JSON.stringify(PLACED)));
    });
    const sender = linkAt('127.0.0.1:1');
    for (let turn = 0; turn < 20; turn += 1) await sender.forward(address, RECORDS, PATIENT);
    await Promise.all(Array.from({ length: 20 }, () => sender.forward(address, RECORDS, PATIENT)));
    expect(sockets.size).toBe(1);
  });

  it('tells a refusal from a failure', async () => {
    const refusing = await listening(async () => 'behind');
    const failing = await listening(async () => {
      throw new Error('the store is away');
    });
    const sender = linkAt('127.0.0.1:1');
    expect(await sender.forward(refusing.address, RECORDS, PATIENT)).toBe('behind');
    await expect(sender.forward(failing.address, RECORDS, PATIENT)).rejects.toThrow('another node answered 503');
    expect(await sender.forward(refusing.address, RECORDS, PATIENT)).toBe('behind');
  });

  it('uses the first key, and takes records under each', async () => {
    const { link, taken } = await taking([NEW, OLD]);
    expect(await linkAt('127.0.0.1:1', [OLD, NEW]).forward(link.address, RECORDS, PATIENT)).toEqual(PLACED);
    expect(await linkAt('127.0.0.1:1', [NEW]).forward(link.address, RECORDS, PATIENT)).toEqual(PLACED);
    const { link: older } = await taking([OLD]);
    await expect(linkAt('127.0.0.1:1', [NEW, OLD]).forward(older.address, RECORDS, PATIENT)).rejects.toThrow();
    expect(taken).toHaveLength(2);
    expect(() => new TlsNodeLink('127.0.0.1:1', [])).toThrow('a link needs a key');
  });

  it('reaches a node by IPv6, and by name', async () => {
    const { link } = await taking([NEW], {}, '[::1]');
    const { link: named } = await taking([NEW], {}, 'localhost');
    const sender = linkAt('127.0.0.1:1');
    expect(await sender.forward(link.address, RECORDS, PATIENT)).toEqual(PLACED);
    expect(await sender.forward(named.address, RECORDS, PATIENT)).toEqual(PLACED);
  });

  it('fails if nobody listens there, or the address is none', async () => {
    const { link } = await taking();
    const { address } = link;
    await link.close();
    const sender = linkAt('127.0.0.1:1');
    await expect(sender.forward(address, RECORDS, PATIENT)).rejects.toThrow('ECONNREFUSED');
    for (const none of ['', 'a b', '127.0.0.1:99999', '[::1', 'x.invalid:80'])
      await expect(sender.forward(none, RECORDS, PATIENT)).rejects.toThrow();
  });

  it('does not begin on an address that is taken or is none of this machine: the start names NODE_ADDRESS', async () => {
    const { link } = await taking();
    for (const [place, code, why] of [
      [link.address, 'EADDRINUSE', 'its port is taken by another program'],
      ['192.0.2.1:8009', 'EADDRNOTAVAIL', 'its host is not an address of this machine'],
      ['x.invalid:8009', /ENOTFOUND|EAI_AGAIN/, 'nobody knows the name of its host'],
    ] as const) {
      const failure = await linkAt(place)
        .listen(async () => 'unwilling')
        .catch((error: unknown) => error);
      expect(failure).toBeInstanceOf(StartError);
      expect(`${failure}`).toMatch('NODE_ADDRESS cannot be listened on (');
      expect(`${failure}`).toMatch(code);
      expect(`${failure}`).toMatch(`): ${why}`);
    }
  });

  describe('to somebody without the key [R150]', () => {
    it.each([
      ['another key', withKey(FOREIGN)],
      ['an unknown id of a key', withKey({ ...NEW, id: 'none' })],
      ['an empty key', withKey({ ...NEW, bytes: Buffer.alloc(0) })],
      ['no TLS', null],
      ['TLS with certificates only', { rejectUnauthorized: false, maxVersion: 'TLSv1.2' }],
      ['a key without forward secrecy', { ...withKey(NEW), ciphers: 'PSK-CHACHA20-POLY1305' }],
      ['TLS 1.3 only', { ...withKey(NEW), minVersion: 'TLSv1.3', maxVersion: 'TLSv1.3', ciphers: undefined }],
    ] satisfies [string, ConnectionOptions | null][])('says nothing and takes nothing: %s', async (_, options) => {
      const { link, taken } = await taking([NEW, OLD]);
      const body = JSON.stringify(RECORDS);
      expect(await answerTo(link.address, rawRequest(body), withKey(NEW))).toMatch(/^HTTP\/1.1 200 /);
      expect(await answerTo(link.address, rawRequest(body), options)).not.toMatch(/HTTP|first/);
      expect(taken).toHaveLength(1);
      expect(await linkAt('127.0.0.1:1').forward(link.address, RECORDS, PATIENT)).toEqual(PLACED);
    });

    it.each([
      ['another key', { ...SUITE, pskCallback: () => FOREIGN.bytes }],
      ['no key', { ...SUITE, pskCallback: () => null }],
      ['other suites', { ...SUITE, ciphers: 'PSK-AES128-GCM-SHA256', pskCallback: () => NEW.bytes }],
      ['TLS 1.3 only', { minVersion: 'TLSv1.3', pskCallback: () => NEW.bytes }],
    ] satisfies [string, TlsOptions][])('sends nothing: %s', async (_, options) => {
      let seen = '';
      const server = createTlsServer(options, (socket) => {
        socket.on('error', () => {});
        socket.on('data', (part) => {
          seen += part.toString();
        });
      });
      await serving(server);
      const sent = linkAt('127.0.0.1:1').forward(`127.0.0.1:${portIn(server)}`, RECORDS, PATIENT);
      await expect(sent).rejects.toThrow();
      expect(seen).toBe('');
    });

    it('sends nothing that can be read: a server without TLS sees no record', async () => {
      let seen = '';
      const server = createTcpServer((socket) => {
        socket.on('error', () => {});
        socket.once('data', (part) => {
          seen += part.toString('latin1');
          socket.end('HTTP/1.1 409 no\r\ncontent-length: 0\r\n\r\n');
        });
      });
      await serving(server);
      const sent = linkAt('127.0.0.1:1').forward(`127.0.0.1:${portIn(server)}`, RECORDS, PATIENT);
      await expect(sent).rejects.toThrow();
      expect(seen).not.toMatch(/append|tail|request_id/);
    });
  });

  describe('with connections that do nothing', () => {
    const silent = async (address: string, count: number) => {
      const sockets = Array.from({ length: count }, () => connect(portOf(address), '127.0.0.1').on('error', () => {}));
      opened.push(async () => {
        for (const socket of sockets) socket.destroy();
      });
      await Promise.all(sockets.map((socket) => Promise.race([once(socket, 'connect'), once(socket, 'close')])));
      return sockets;
    };

    it('ends those without a handshake, also if a byte comes now and then, and such without a request', async () => {
      const { link } = await taking([NEW], { handshake: 200, request: 200 });
      const [dead, slow] = await silent(link.address, 2);
      const idle = connectTls({ host: '127.0.0.1', port: portOf(link.address), ...withKey(NEW) });
      idle.on('error', () => {}).resume();
      const feed = () => slow?.write('\x16', (error) => !error && setImmediate(feed));
      slow?.write(Buffer.from([22, 3, 1, 64, 0]), feed);
      await Promise.all([dead, slow, idle].map((socket) => socket && ended(socket)));
    });

    it('has 256 at the most, keeps nothing of them, and goes on', async () => {
      const { link } = await taking();
      const sender = linkAt('127.0.0.1:1');
      expect(await sender.forward(link.address, RECORDS, PATIENT)).toEqual(PLACED);
      const sockets = await silent(link.address, 300);
      const isOpen = () => sockets.filter((socket) => !socket.destroyed && !socket.readableEnded);
      for (const socket of sockets) socket.resume();
      while (isOpen().length > 255) await new Promise(setImmediate);
      expect(await sender.forward(link.address, RECORDS, PATIENT)).toEqual(PLACED);
      expect(isOpen()).toHaveLength(255);
      for (const socket of sockets) socket.destroy();
      const other = linkAt('127.0.0.1:1');
      const forward = (): Promise<PlacedRecords | Refusal> =>
        other.forward(link.address, RECORDS, PATIENT).catch(forward);
      expect(await forward()).toEqual(PLACED);
    });

    it('goes on after a connection that it could not take, such as for want of file descriptors', async () => {
      const { link } = await taking();
      (link as unknown as { readonly server: { readonly server: Server } }).server.server.emit(
        'error',
        new Error('accept EMFILE'),
      );
      expect(await linkAt('127.0.0.1:1').forward(link.address, RECORDS, PATIENT)).toEqual(PLACED);
    });

    it('closes without waiting for them', async () => {
      const { link } = await taking();
      const sockets = await silent(link.address, 20);
      const tls = connectTls({ host: '127.0.0.1', port: portOf(link.address), ...withKey(NEW) });
      tls.on('error', () => {}).resume();
      await once(tls, 'secureConnect');
      const ends = [...sockets, tls].map(ended);
      await link.close();
      await Promise.all(ends);
    });
  });

  describe('when it is closed', () => {
    it('gives up what is under way, on both sides, begins nothing more, and frees the address', async () => {
      let release = () => {};
      const held = new Promise<PlacedRecords>((resolve) => {
        release = () => resolve(PLACED);
      });
      let requests = 0;
      let began = () => {};
      const first = new Promise<void>((resolve) => {
        began = resolve;
      });
      const receiver = await listening(() => {
        requests += 1;
        began();
        return held;
      });
      const { address } = receiver;
      const sender = linkAt('127.0.0.1:1');
      const sent = Promise.allSettled([1, 2].map(() => sender.forward(address, RECORDS, PATIENT)));
      await first;
      await Promise.all([sender.close(), sender.close()]);
      expect((await sent).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
      await expect(sender.forward(address, RECORDS, PATIENT)).rejects.toThrow('closed');
      const late = linkAt('127.0.0.1:1').forward(address, RECORDS, PATIENT);
      while (requests < 2) await new Promise(setImmediate);
      await receiver.close();
      await receiver.close();
      await expect(late).rejects.toThrow();
      expect([receiver.address, requests]).toEqual([null, 2]);
      release();
      await linkAt(address).listen(async () => 'unwilling');
    });

    it('does not listen, if it began to before', async () => {
      const { link } = await taking();
      const { address } = link;
      await link.close();
      const late = linkAt(address);
      const listens = late.listen(async () => 'unwilling');
      await late.close();
      await listens;
      expect(late.address).toBeNull();
      await linkAt(address).listen(async () => 'unwilling');
    });
  });
});
