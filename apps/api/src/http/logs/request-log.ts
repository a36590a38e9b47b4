import type { Logger } from 'pino';
import type { ApiReply, ApiRequest } from '../context/api-request.js';

/** Probes ask each few seconds: their lines are for debugging. */
const PROBES = /^\/health/;

/**
 * One line an answer: the route's pattern, never the URL; who, never from where, since the audit keeps addresses where
 * they can be erased.
 */
export function requestLog(logger: Logger): (request: ApiRequest, reply: ApiReply) => void {
  return (request, reply) => {
    const route = request.routeOptions.url ?? null;
    const level = route !== null && PROBES.test(route) ? 'debug' : 'info';
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
