import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import { type Clock, CofferError, newId } from '#kernel';
import type { Connections } from '../connections/connections.js';
import type { TimeLimits } from '../connections/time-limits.js';
import { REQUEST_ID_HEADER } from '../context/request-context.js';
import { SECURITY_HEADERS } from '../headers.js';
import { problemHeaders, problemOf } from './problem.js';

type ClientError = Error & { code?: string };

/** Errors of Node's HTTP parser, and the end of a time limit. Every other error is one of the connection. */
const ANSWERED = /^(HPE_|ERR_HTTP_REQUEST_TIMEOUT$)/;

const TOO_LARGE = new CofferError('head_too_large', 'The head of a request may have at most 16 KiB.');
const TOO_LATE = new CofferError('request_timeout', 'The request did not arrive in time.');
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
      else socket.end(bytesOf(refusalOf(error)));
    });
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

function bytesOf(refusal: CofferError): string {
  const requestId = newId();
  const problem = problemOf(refusal, requestId);
  const body = JSON.stringify(problem);
  const headers = {
    ...SECURITY_HEADERS,
    ...problemHeaders(refusal),
    [REQUEST_ID_HEADER]: requestId,
    'content-length': String(Buffer.byteLength(body)),
    connection: 'close',
  };
  const head = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
  return `HTTP/1.1 ${problem.status} ${STATUS_CODES[problem.status]}\r\n${head.join('\r\n')}\r\n\r\n${body}`;
}
