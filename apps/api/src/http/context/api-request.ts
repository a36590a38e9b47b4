import type { FastifyReply, FastifyRequest } from 'fastify';
import type { CofferRequest } from '#access';
import type { RouteFacts } from '../routes/route-facts.js';

/** A request with the members that the api's hooks and guards add. */
export type ApiRequest = FastifyRequest & CofferRequest & { facts?: RouteFacts };

export type ApiReply = FastifyReply;
