import { type Clock, newId, type RequestContext } from '#kernel';
import type { ApiReply, ApiRequest } from './api-request.js';
import type { ClientAddress } from './client-address.js';
import { headerText } from './header-text.js';

export const REQUEST_ID_HEADER = 'x-request-id';

/** Gives each request its context. The id is always made by the server, and each answer carries it. */
export class RequestContexts {
  constructor(
    private readonly clock: Clock,
    private readonly addresses: ClientAddress,
  ) {}

  /** Idempotent. The problem filter calls it for requests that Fastify refuses before its hooks run. */
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
      anonymous: true,
    };
    request.context = context;
    reply.header(REQUEST_ID_HEADER, context.requestId);
    return context;
  }
}
