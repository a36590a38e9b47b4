import { connect, type Socket } from 'node:net';
import { type Abuse, addressIn, NETWORKS, type Target } from './target.js';

/** Connections that an abuser opens in all, also again for those that the server closed. */
const OPENED_MOST = 5_000;
const REOPEN_MS = 100;

interface Sockets {
  /** Open at the same time. */
  readonly count: number;
  /** What each of them sends, once. */
  bytesFor(target: Target): string;
}

/** Sockets that send, never read and never close. A closed one is replaced. */
function silent({ count, bytesFor }: Sockets): Abuse {
  return (target, signal) => {
    const bytes = bytesFor(target);
    const open = new Set<Socket>();
    let opened = 0;
    const fill = () => {
      while (open.size < count && opened < OPENED_MOST) {
        const socket = opening(target, NETWORKS[opened++ % NETWORKS.length] ?? 0);
        open.add(socket);
        socket.pause();
        socket.once('close', () => open.delete(socket)).on('error', () => {});
        socket.write(bytes);
      }
    };
    fill();
    const timer = setInterval(fill, REOPEN_MS);
    signal.addEventListener('abort', () => {
      clearInterval(timer);
      for (const socket of open) socket.destroy();
    });
  };
}

function opening({ host, port }: Target, network: number): Socket {
  return connect({ host, port, localAddress: addressIn(network), allowHalfOpen: true });
}

const get = (path: string, headers = '') => `GET ${path} HTTP/1.1\r\nhost: x\r\n${headers}\r\n`;

export const SILENT: Readonly<Record<string, Abuse>> = {
  'unread files of the docs': silent({ count: 50, bytesFor: () => get('/redoc/redoc.standalone.js').repeat(100) }),
  'pipelines of 800 requests': silent({ count: 20, bytesFor: () => get('/redoc/redoc.standalone.js').repeat(800) }),
  'unread lists of entries': silent({
    count: 500,
    bytesFor: ({ member }) => get('/api/v1/entries?limit=200', `authorization: Bearer ${member}\r\n`),
  }),
  'stalled bodies': silent({
    count: 500,
    bytesFor: () =>
      `POST /api/v1/auth/login HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 16000\r\n\r\n${' '.repeat(15_000)}`,
  }),
  'heads that never end': silent({ count: 500, bytesFor: () => 'GET /health HTTP/1.1\r\nhost: x\r\nx: ' }),
};
