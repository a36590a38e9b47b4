import type { Logger } from 'pino';
import type { ApiReply, ApiRequest } from '../context/api-request.js';
import { isProbe } from '../routes/prefix.js';

/**
 * Logs one line for each answer: the route's pattern and not the URL, the actor and not the client's address. Addresses
 * are in the audit only, where they can be erased.
 */
export function requestLog(logger: Logger): (request: ApiRequest, reply: ApiReply) => void {
  return (request, reply) => {
    const route = request.routeOptions.url ?? null;
    // Probes come every few seconds.
    const level = isProbe(request.routeOptions.url) ? 'debug' : 'info';
    if (!logger.isLevelEnabled(level)) return;
    logger[level](
      {
        request_id: request.context?.requestId,
        method: request.method,
        route,
        status: reply.statusCode,
        duration_ms: Math.round(reply.elapsedTime * 10) / 10,
        actor_id: request.caller?.principal.userId,
      },
      'answered',
    );
  };
}
