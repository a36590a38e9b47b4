import { once } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer, type Server } from 'node:https';
import type { Socket } from 'node:net';
import { StartError } from '#kernel';
import { isForwardedRecords } from '../domain/forwarded-shape.js';
import type { AcceptRecords } from '../ports/node-link.js';
import { type LinkKey, type LinkTimings, PATH, placeOf, read, SUITE } from './link-protocol.js';

/** In bytes. 256 records of the greatest size have less. */
const LONGEST_BODY = 16 * 1_048_576;
/** Connections at the same time. Each other node needs one. Further ones are ended at once. */
const CONNECTIONS = 256;

const FAULTS: Readonly<Record<string, string>> = {
  EADDRINUSE: ': its port is taken by another program',
  EACCES: ': its port may not be opened by this account',
  EADDRNOTAVAIL: ': its host is not an address of this machine',
  ENOTFOUND: ': nobody knows the name of its host',
  EAI_AGAIN: ': nobody knows the name of its host',
};

/**
 * The side of a link that takes records. Who floods it without the key costs a millisecond and some kilobytes a
 * connection, and may keep other nodes from connecting: they append for themselves then.
 */
export class LinkServer {
  private readonly server: Server;
  private readonly sockets = new Set<Socket>();

  /** Each of the keys is accepted. */
  constructor(keys: readonly LinkKey[], timings: LinkTimings, accept: AcceptRecords) {
    this.server = createServer(
      {
        ...SUITE,
        pskCallback: (_socket, identity) => keys.find(({ id }) => id === identity)?.bytes ?? null,
        handshakeTimeout: timings.handshake,
        headersTimeout: timings.request,
        requestTimeout: timings.request,
        connectionsCheckingInterval: timings.request,
        keepAliveTimeout: timings.idleServer,
      },
      (incoming, answer) => void serve(incoming, answer, accept),
    );
    this.server.maxConnections = CONNECTIONS;
    // Those without a handshake, too, which the server itself does not end when it is closed.
    this.server.on('connection', (socket: Socket) => {
      this.sockets.add(socket);
      socket.once('close', () => this.sockets.delete(socket));
    });
  }

  /** `place`: `host:port` of this machine. StartError: it cannot be listened on. */
  async listen(place: string): Promise<void> {
    const { hostname: host, port } = placeOf(place);
    this.server.listen({ host, port });
    await once(this.server, 'listening').catch((error: NodeJS.ErrnoException) => {
      throw new StartError(
        `NODE_ADDRESS cannot be listened on (${error.code ?? error.name})${FAULTS[error.code ?? ''] ?? ''}`,
      );
    });
    // A connection that cannot be taken, such as for want of file descriptors. Its node appends for itself.
    this.server.on('error', () => {});
  }

  /** Ends every connection, and resolves when nothing is left. */
  async close(): Promise<void> {
    this.server.close();
    for (const socket of this.sockets) socket.destroy();
    await once(this.server, 'close');
  }
}

async function serve(incoming: IncomingMessage, answer: ServerResponse, accept: AcceptRecords): Promise<void> {
  try {
    const records: unknown = JSON.parse(await read(incoming, LONGEST_BODY));
    if (incoming.method !== 'POST' || incoming.url !== PATH || !isForwardedRecords(records)) {
      answer.writeHead(400).end();
      return;
    }
    const taken = await accept(records);
    answer.writeHead(typeof taken === 'string' ? 409 : 200).end(JSON.stringify(taken));
  } catch {
    // It is not known here either whether the records will be appended.
    if (answer.headersSent) answer.destroy();
    else answer.writeHead(503).end();
  }
}
