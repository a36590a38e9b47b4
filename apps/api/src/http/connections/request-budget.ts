import type { FastifyInstance } from 'fastify';
import { networkOf } from '#kernel';
import { attempt } from '../attempt.js';
import type { ApiReply, ApiRequest } from '../context/api-request.js';
import { isProbe } from '../routes/prefix.js';
import { ANSWER_BYTES, BODY_WITHOUT_TOKEN } from '../routes/route-facts.js';
import type { Budget, Holder } from './budget.js';
import type { Connections } from './connections.js';
import { tooMuch } from './overload.js';
import { payloadBytes } from './payload-bytes.js';

/** Fastify's config of a route whose answers are one buffer for all requests. They count nothing. */
export const SHARED_ANSWER = { isShared: true } as const;

/** For requests without a socket, as `inject` makes them. */
const NOBODY: Holder = { unsent: 0, close: () => {} };

/** Admits a request to the budget: with its body before it is read, and with its answer before it is made [R97]. */
export class RequestBudget {
  constructor(private readonly budget: Budget) {}

  /** Adds hooks behind those that find the caller. */
  install(server: FastifyInstance, connections: Connections): void {
    server.addHook('onRequest', (request, reply, done) => {
      if (!(request as ApiRequest).isOver) attempt(() => this.admit(request as ApiRequest, reply, connections), done);
    });
    server.addHook('preValidation', (request, _, done) => {
      const { facts, lease, raw, isOver } = request as ApiRequest;
      if (isOver) return;
      if (connections.of(raw.socket)?.refuses(raw)) raw.socket.destroy();
      else attempt(() => lease?.grow(facts?.answerBytes ?? ANSWER_BYTES), done);
    });
    server.addHook('onSend', (request, _, payload, done) => {
      (request as ApiRequest).lease?.answered(sizeOf(request as ApiRequest, payload));
      done(null, payload);
    });
  }

  private admit(request: ApiRequest, reply: ApiReply, connections: Connections): void {
    const connection = connections.of(request.raw.socket);
    if (connection?.isSpare) reply.header('connection', 'close');
    if (isProbe(request.route?.url)) return;
    if (connection?.isSpare) throw tooMuch('busy');
    const principal = request.caller?.principal.userId ?? networkOf(request.context.ip);
    const lease = this.budget.take(principal, bodyOf(request), connection ?? NOBODY);
    request.lease = lease;
    request.context.reserve = (bytes) => lease.grow(bytes);
  }
}

/** What an answer holds until the client has taken it. A stream holds what it held while it was made. */
function sizeOf({ facts, route }: ApiRequest, payload: unknown): number {
  if (route && 'isShared' in route.config) return 0;
  return payloadBytes(payload) ?? facts?.answerBytes ?? ANSWER_BYTES;
}

/** The bytes that the body may have, as far as they are known before it is read. */
function bodyOf({ headers, facts }: ApiRequest): number {
  const most = facts?.bodyBytes ?? BODY_WITHOUT_TOKEN;
  if (headers['transfer-encoding'] !== undefined) return most;
  return Math.min(Number(headers['content-length'] ?? 0), most);
}
