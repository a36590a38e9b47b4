import type { Socket } from 'node:net';
import { CofferError, newId } from '#kernel';
import { SECURITY_HEADERS } from '../headers.js';
import { problemHeaders, problemOf } from './problem.js';

/** Codes of Node's HTTP parser for a request head of more than 16 KiB. */
const TOO_LARGE = new Set(['HPE_HEADER_OVERFLOW']);
const TOO_LARGE_STATUS = 431;

/** Answers bytes that are not an HTTP request, or a request whose head is too large. Then closes the connection. */
export function answerClientError(error: Error & { code?: string }, socket: Socket): void {
  if (error.code === 'ECONNRESET' || socket.destroyed || !socket.writable) {
    socket.destroy();
    return;
  }
  const tooLarge = TOO_LARGE.has(error.code ?? '');
  const requestId = newId();
  const detail = tooLarge ? 'The head of a request may have at most 16 KiB.' : 'This is not a valid HTTP request.';
  const refusal = new CofferError('validation_failed', detail);
  const problem = problemOf(refusal, requestId);
  const status = tooLarge ? TOO_LARGE_STATUS : problem.status;
  const body = JSON.stringify({ ...problem, status });
  const headers = {
    ...SECURITY_HEADERS,
    ...problemHeaders(refusal),
    'x-request-id': requestId,
    'content-length': String(Buffer.byteLength(body)),
    connection: 'close',
  };
  const head = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
  socket.end(`HTTP/1.1 ${status} Bad Request\r\n${head.join('\r\n')}\r\n\r\n${body}`);
}
