import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import type { Dialect } from '#access';
import { type Clock, CofferError, newId } from '#kernel';
import type { Connections } from '../connections/connections.js';
import type { TimeLimits } from '../connections/time-limits.js';
import { REQUEST_ID_HEADER } from '../context/request-context.js';
import { SECURITY_HEADERS } from '../headers.js';
import { errorAnswer } from './problem.js';

type ClientError = Error & { code?: string; rawPacket?: unknown };

/** Errors of Node's HTTP parser, and the end of a time limit. Every other error is one of the connection. */
const ANSWERED = /^(HPE_|ERR_HTTP_REQUEST_TIMEOUT$)/;

const TOO_LARGE = new CofferError('head_too_large', 'The head of a request may have at most 16 KiB.');
const TOO_LATE = new CofferError('request_timeout', 'The request did not arrive in time.');
/** Enough for the first line of every request that has one. */
const LINE_BYTES = 4_096;
const LINE = /^[A-Z]+ (\/\S*) HTTP\/1\.[01](?=\r\n)/;
const NOT_HTTP = new CofferError('validation_failed', 'This is not a valid HTTP request.');

/**
 * Answers bytes that are not an HTTP request, a request whose head is too large, and one that did not arrive in time.
 * The answer comes after those of earlier requests of the connection, and never beside another answer to the same
 * request. Then the connection is closed, also if the client keeps its half open.
 */
export class ClientErrors {
  constructor(
    private readonly connections: Connections,
    private readonly times: TimeLimits,
    private readonly clock: Clock,
    /** The dialect of a path, as a client sent it. */
    private readonly dialectOf: (path: string) => Dialect | null = () => null,
  ) {}

  answer(error: ClientError, socket: Socket): void {
    const connection = this.connections.of(socket);
    if (!connection || !ANSWERED.test(error.code ?? '') || socket.destroyed || !socket.writable) {
      socket.destroy();
      return;
    }
    // Node reports each further chunk of a broken stream.
    if (connection.isRefused) return;
    this.closeAfter(socket, this.times.requestMs);
    connection.settle(() => {
      this.closeAfter(socket, this.times.lingerMs);
      if (connection.hasAnsweredEarly) socket.end();
      else socket.end(this.bytesFor(error));
    });
  }

  private bytesFor(error: ClientError): string {
    const [line, path = ''] = LINE.exec(startOf(error)) ?? [];
    const location = line === undefined ? null : this.dialectOf(path)?.redirectOf(line);
    if (location) return bytesOf(newId(), { status: 303, headers: { location }, body: '' });
    const requestId = newId();
    return bytesOf(requestId, errorAnswer(refusalOf(error), requestId, null));
  }

  private closeAfter(socket: Socket, milliseconds: number): void {
    const cancel = this.clock.after(milliseconds, () => socket.destroy());
    socket.once('close', cancel);
  }
}

function refusalOf({ code }: ClientError): CofferError {
  if (code === 'HPE_HEADER_OVERFLOW') return TOO_LARGE;
  return code === 'ERR_HTTP_REQUEST_TIMEOUT' ? TOO_LATE : NOT_HTTP;
}

/** What the parser did not take, if it is the first request of its packet. */
function startOf({ code, rawPacket }: ClientError): string {
  const isUnknown = code === 'HPE_INVALID_METHOD' && Buffer.isBuffer(rawPacket);
  return isUnknown ? rawPacket.toString('latin1', 0, LINE_BYTES) : '';
}

function bytesOf(requestId: string, answer: ReturnType<typeof errorAnswer>): string {
  const headers = {
    ...SECURITY_HEADERS,
    ...answer.headers,
    [REQUEST_ID_HEADER]: requestId,
    'content-length': String(Buffer.byteLength(answer.body)),
    connection: 'close',
  };
  const head = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
  return `HTTP/1.1 ${answer.status} ${STATUS_CODES[answer.status]}\r\n${head.join('\r\n')}\r\n\r\n${answer.body}`;
}
