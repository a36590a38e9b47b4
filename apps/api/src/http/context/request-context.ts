import { type Clock, newId, type RequestContext } from '#kernel';
import type { ApiReply, ApiRequest } from './api-request.js';
import type { ClientAddress } from './client-address.js';
import { headerText } from './header-text.js';

export const REQUEST_ID_HEADER = 'x-request-id';

/** Gives each request its context, under an id that is always the server's own, and each answer that id. */
export class RequestContexts {
  constructor(
    private readonly clock: Clock,
    private readonly addresses: ClientAddress,
  ) {}

  /** Idempotent: what Fastify answers before its hooks run gets its context from the problem filter. */
  open(request: ApiRequest, reply: ApiReply): RequestContext {
    if (request.context) return request.context;
    const { headers } = request;
    const receivedAt = this.clock.now();
    const context: RequestContext = {
      requestId: newId(receivedAt),
      receivedAt,
      ip: this.addresses.of(request.socket?.remoteAddress, headers['x-forwarded-for']),
      userAgent: headerText(headers['user-agent']),
      accessReason: headerText(headers['x-access-reason']),
      audited: false,
    };
    request.context = context;
    reply.header(REQUEST_ID_HEADER, context.requestId);
    return context;
  }
}
