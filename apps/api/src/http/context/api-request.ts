import type { FastifyReply, FastifyRequest } from 'fastify';
import type { CofferRequest } from '#access';
import type { Lease } from '../connections/budget.js';
import type { WorkPlace } from '../places/work-place.js';
import type { RouteFacts } from '../routes/route-facts.js';

/** A request with the members that the api's hooks and guards add. */
export type ApiRequest = FastifyRequest & CofferRequest & { facts?: RouteFacts; lease?: Lease; place?: WorkPlace };

export type ApiReply = FastifyReply;
