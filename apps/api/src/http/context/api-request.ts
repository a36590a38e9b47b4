import type { FastifyReply, FastifyRequest } from 'fastify';
import type { CofferRequest } from '#access';
import type { Lease } from '../connections/budget.js';
import type { WorkPlace } from '../places/work-place.js';
import type { RouteFacts } from '../routes/route-facts.js';

/** A request with the members that the api's hooks and guards add. */
export type ApiRequest = FastifyRequest &
  CofferRequest & {
    /** The options of the route. Fastify makes a new object of them each time that it is asked. */
    route?: FastifyRequest['routeOptions'];
    facts?: RouteFacts;
    lease?: Lease;
    place?: WorkPlace;
    /** True once its answer is made. */
    isAnswered?: boolean;
    /** True once its answer was sent, or its connection was closed. Nothing may be taken for it any more. */
    isOver?: boolean;
  };

export type ApiReply = FastifyReply;
