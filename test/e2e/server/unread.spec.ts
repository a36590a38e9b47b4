import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { eventually } from '../../faults/support/eventually.js';
import { keptEntry, someone } from '../support/people/entries.js';
import { AS_SHIPPED } from '../support/processes/base-environment.js';
import { describeCoffer } from '../support/processes/coffer.js';

const MOST_MIB = 400;
/** Long enough for a server without bounds to pass the limit many times over. */
const WATCHED_MS = 4_000;

const isLinux = process.platform === 'linux';

describeCoffer(
  'answers that nobody reads',
  (coffer) => {
    const sockets: Socket[] = [];
    afterEach(() => {
      for (const socket of sockets.splice(0)) socket.destroy();
    });

    /** Sends the bytes and reads nothing. Each /24 of `network` is a network of its own. */
    const send = async (bytes: string, network: number): Promise<void> => {
      const { hostname, port } = new URL(coffer.server.url);
      const socket = connect({ host: hostname, port: Number(port), localAddress: `127.0.${network}.1` });
      sockets.push(socket);
      socket.on('error', () => {});
      await once(socket, 'connect');
      socket.pause().write(bytes);
    };

    const pid = () => String(coffer.server.process.pid);
    const rssMib = () => Number(/^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${pid()}/status`, 'utf8'))?.[1]) / 1_024;

    /** The most memory for a while, in which the server has to answer others. */
    const watched = async (): Promise<number> => {
      let most = 0;
      for (const end = performance.now() + WATCHED_MS; performance.now() < end; await pause(100)) {
        most = Math.max(most, rssMib());
        expect((await coffer.nobody.get('./health')).status).toBe(200);
      }
      return most;
    };

    (isLinux ? it : it.skip)('of a pipeline of the docs hold neither memory nor descriptors [R97]', async () => {
      const before = readdirSync(`/proc/${pid()}/fd`).length;
      for (const file of ['/redoc/redoc.standalone.js', '/docs/swagger-ui-bundle.js', '/openapi.json']) {
        await send(`GET ${file} HTTP/1.1\r\nhost: x\r\n\r\n`.repeat(800), 30);
        await send(`GET ${file} HTTP/1.1\r\nhost: x\r\n\r\n`.repeat(90), 31);
      }
      expect(await watched()).toBeLessThan(MOST_MIB);
      const open = () => readdirSync(`/proc/${pid()}/fd`).length;
      await eventually(() => expect(open()).toBeLessThan(before + 20));
    });

    (isLinux ? it : it.skip)('of 600 lists of large entries hold bounded memory [R97]', async () => {
      const gus = await someone(coffer, 'gus');
      for (let count = 0; count < 12; count += 1) {
        await keptEntry(gus, { ciphertext: randomBytes(262_144).toString('base64') });
      }
      const list = `GET /api/v1/entries?limit=200 HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${gus.token}\r\n\r\n`;
      await Promise.all(Array.from({ length: 600 }, (_, n) => send(list, 40 + (n % 6))));
      expect(await watched()).toBeLessThan(MOST_MIB);
    });
  },
  {},
  { flags: AS_SHIPPED },
);
