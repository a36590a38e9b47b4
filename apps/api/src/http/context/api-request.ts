import type { FastifyReply, FastifyRequest } from 'fastify';
import type { CofferRequest } from '#access';
import type { Lease } from '../connections/budget.js';
import type { WorkPlace } from '../places/work-place.js';
import type { RouteFacts } from '../routes/route-facts.js';

/**
 * A request with the members that the api's hooks and guards add. `route`: the options of the route, of which Fastify makes
 * a new object each time that it is asked.
 */
export type ApiRequest = FastifyRequest &
  CofferRequest & { route?: FastifyRequest['routeOptions']; facts?: RouteFacts; lease?: Lease; place?: WorkPlace };

export type ApiReply = FastifyReply;
