import type { FastifyInstance } from 'fastify';
import type { ApiReply, ApiRequest } from '../context/api-request.js';
import { payloadBytes } from './payload-bytes.js';

/** What is done once for each request. */
export interface AtTheEnd {
  /** Counts what the answer took to make, whether its client waited for it or not. */
  settle(request: ApiRequest, answerBytes: number): void;
  log(request: ApiRequest, reply: ApiReply, isSent: boolean): void;
}

/**
 * Ends each request once, whatever its client does. Node tells once that a connection closed, maybe before the request has
 * a place or a share of memory, and then Fastify tells nothing of an answer that is made later [R97].
 */
export class RequestEnds {
  constructor(private readonly end: AtTheEnd) {}

  /** Call it when the request arrives, before anything is taken for it. */
  watch(request: ApiRequest, reply: ApiReply): void {
    reply.raw.once('close', () => {
      request.place?.gone();
      request.lease?.end();
      this.over(request, reply, false);
    });
  }

  install(server: FastifyInstance): void {
    server.addHook('onSend', (request, reply, payload, done) => {
      this.answered(request as ApiRequest, reply, payload);
      done(null, payload);
    });
    server.addHook('onResponse', (request, reply, done) => {
      this.over(request as ApiRequest, reply, !reply.raw.destroyed);
      done();
    });
  }

  /**
   * The answer is made. If its client went before, nothing tells of the request from now on, and nothing is made of a stream.
   */
  private answered(request: ApiRequest, reply: ApiReply, payload: unknown): void {
    if (request.isAnswered) return;
    request.isAnswered = true;
    if (request.isOver) this.end.settle(request, lengthOf(reply) || (payloadBytes(payload) ?? 0));
  }

  /** The answer was sent, or the connection was closed. */
  private over(request: ApiRequest, reply: ApiReply, isSent: boolean): void {
    if (request.isOver) return;
    request.isOver = true;
    if (request.isAnswered) this.end.settle(request, lengthOf(reply));
    this.end.log(request, reply, isSent);
  }
}

function lengthOf(reply: ApiReply): number {
  return Number(reply.getHeader('content-length') ?? 0);
}
