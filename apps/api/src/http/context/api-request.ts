import type { FastifyReply, FastifyRequest } from 'fastify';
import type { CofferRequest } from '#access';
import type { RouteFacts } from '../routes/route-facts.js';

/** A request as it goes through the hooks, guards and the problem filter of the api. */
export type ApiRequest = FastifyRequest & CofferRequest & { facts?: RouteFacts };

export type ApiReply = FastifyReply;
