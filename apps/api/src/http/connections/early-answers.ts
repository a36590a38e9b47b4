import type { IncomingMessage } from 'node:http';
import type { FastifyInstance, FastifyReply } from 'fastify';
import type { Clock } from '#kernel';
import type { Connections } from './connections.js';

/** The most bytes of a refused body that are read, so that the connection can go on. Go's net/http has the same limit. */
export const READ_BEHIND = 262_144;

/**
 * A request can be answered before its body was read, such as one without a token. Node would read such a body to its
 * end and drop it, however long it is: 0.8 ms of the processor for each MB, for as long as a request may take [R97].
 *
 * So an answer in front of more than {@link READ_BEHIND} bytes is the last one of its connection, and the rest is not
 * read. The server ends its half. It closes the connection when the client had `lingerMs` to take the answer: closing
 * it at once, with unread bytes, would be a reset, and clients would lose the answer.
 */
export class EarlyAnswers {
  constructor(
    private readonly connections: Connections,
    private readonly lingerMs: number,
    private readonly clock: Pick<Clock, 'after'>,
  ) {}

  install(server: FastifyInstance): void {
    server.addHook('onSend', (request, reply, payload, done) => {
      this.prepare(request.raw, reply);
      done(null, payload);
    });
  }

  /** Call it before the head of an answer is sent, where no hook does: the router refuses some paths before any hook. */
  prepare(request: IncomingMessage, reply: Pick<FastifyReply, 'header'>): void {
    if (!mayBeLong(request)) return;
    reply.header('connection', 'close');
    this.stopReading(request);
  }

  private stopReading(request: IncomingMessage): void {
    const { socket } = request;
    const connection = this.connections.of(socket);
    if (!connection || connection.isRefused) return;
    connection.isRefused = true;
    // A body that somebody has begun to read is not dropped by Node. Nobody goes on, so the socket stops soon.
    request.pause().read(0);
    // Node calls this when the last answer was handed over.
    socket.destroySoon = () => {
      socket.end();
      socket.once(
        'close',
        this.clock.after(this.lingerMs, () => socket.destroy()),
      );
    };
  }
}

function mayBeLong({ complete, headers }: IncomingMessage): boolean {
  if (complete) return false;
  return headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > READ_BEHIND;
}
