import { once } from 'node:events';
import type { RequestListener } from 'node:http';
import { createServer, type Server } from 'node:https';
import {
  type AddressInfo,
  connect,
  createServer as createTcpServer,
  type Server as NetServer,
  type Socket,
} from 'node:net';
import { type ConnectionOptions, connect as connectTls } from 'node:tls';
import { newId } from '#kernel';
import type { LinkKey, LinkTimings } from '../adapters/link-protocol.js';
import { TlsNodeLink } from '../adapters/tls.node-link.js';
import { draftLeaf, toRecord } from '../domain/leaf.js';
import type { AcceptRecords, ForwardedRecords, PlacedRecords } from '../ports/node-link.js';
import { aRecord } from './audit-records.js';

export const NEW: LinkKey = { id: '2', bytes: Buffer.alloc(32, 2) };
export const OLD: LinkKey = { id: '1', bytes: Buffer.alloc(32, 1) };
export const FOREIGN: LinkKey = { id: '2', bytes: Buffer.alloc(32, 9) };
export const SUITE = { ciphers: 'ECDHE-PSK-CHACHA20-POLY1305', minVersion: 'TLSv1.2', maxVersion: 'TLSv1.2' } as const;

export const RECORDS: ForwardedRecords = { node: newId(), head: 7, drafts: [draftLeaf(toRecord(aRecord(1)))] };
export const PLACED: PlacedRecords = { first: 8, last: 11, at: '2026-01-02T03:04:05.006Z', room: 128, pause: 20 };
export const PATIENT = new AbortController().signal;
/** No busy machine needs as long. */
const LONG: LinkTimings = { handshake: 600_000, request: 600_000, idle: 600_000, idleServer: 600_000 };

/** Everything that a test opens, which is closed after it. */
export const opened: (() => Promise<unknown>)[] = [];

export function linkAt(
  place: string,
  keys: readonly LinkKey[] = [NEW],
  timings: Partial<LinkTimings> = {},
): TlsNodeLink {
  const link = new TlsNodeLink(place, keys, { ...LONG, ...timings });
  opened.push(() => link.close());
  return link;
}

export function portIn(server: NetServer): number {
  return (server.address() as AddressInfo).port;
}

/** Opens a server on loopback, which ends its connections when the test ends. */
export async function serving<S extends NetServer>(server: S, host = '127.0.0.1'): Promise<S> {
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => sockets.add(socket));
  opened.push(async () => {
    server.close();
    for (const socket of sockets) socket.destroy();
  });
  await once(server.listen(0, host), 'listening');
  return server;
}

/** A link that listens on a free port. */
export async function listening(
  accept: AcceptRecords,
  keys: readonly LinkKey[] = [NEW],
  timings: Partial<LinkTimings> = {},
  host = '127.0.0.1',
): Promise<TlsNodeLink & { readonly address: string }> {
  for (;;) {
    const server = createTcpServer().listen(0, host.replace(/[[\]]/g, ''));
    await once(server, 'listening');
    const port = portIn(server);
    await new Promise((done) => server.close(done));
    const link = linkAt(`${host}:${port}`, keys, timings);
    const isOpen = await link.listen(accept).then(
      () => true,
      (error) => {
        if (`${error}`.includes('EADDRINUSE')) return false;
        throw error;
      },
    );
    if (isOpen) return link as TlsNodeLink & { readonly address: string };
  }
}

/** A node that takes everything, and what it took. */
export async function taking(keys?: readonly LinkKey[], timings?: Partial<LinkTimings>, host?: string) {
  const taken: ForwardedRecords[] = [];
  const accept: AcceptRecords = async (records) => {
    taken.push(records);
    return PLACED;
  };
  return { taken, link: await listening(accept, keys, timings, host) };
}

/** Another program with the key. */
export async function peer(answer: RequestListener): Promise<{ readonly server: Server; readonly address: string }> {
  const server = await serving(createServer({ ...SUITE, pskCallback: () => NEW.bytes }, answer));
  return { server, address: `127.0.0.1:${portIn(server)}` };
}

export const portOf = (address: string) => Number(address.split(':').at(-1));
export const withKey = ({ id: identity, bytes: psk }: LinkKey): ConnectionOptions => ({
  ...SUITE,
  pskCallback: () => ({ identity, psk }),
  checkServerIdentity: () => undefined,
});

/** All that comes back for `text`, until the other side ends the connection. */
export async function answerTo(address: string, text: string, options: ConnectionOptions | null): Promise<string> {
  const place = { host: '127.0.0.1', port: portOf(address) };
  const socket = options ? connectTls({ ...place, ...options }) : connect(place);
  let received = '';
  socket.on('data', (part) => {
    received += part.toString('latin1');
  });
  socket.on('error', () => {});
  socket.write(text);
  await ended(socket);
  return received;
}

/** However it ends. */
export function ended(socket: Socket): Promise<void> {
  return new Promise((resolve) => socket.resume().once('close', resolve));
}

export function rawRequest(
  body: string,
  first = 'POST /audit/append',
  header = `content-length: ${body.length}`,
): string {
  return `${first} HTTP/1.1\r\nhost: node\r\nconnection: close\r\n${header}\r\n\r\n${body}`;
}

export const statusOf = (answer: string) => Number(answer.split(' ')[1] ?? 0);

/** Closes what the test opened. */
export async function closeAll(): Promise<void> {
  for (const close of opened.splice(0)) await close();
}
