import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import type { FastifyInstance } from 'fastify';
import { requestOf } from '#access';
import { networksAround } from '#kernel';
import type { ApiRequest } from '../context/api-request.js';
import { factsOf } from '../guards/route.guard.js';
import { isProbe } from '../routes/prefix.js';
import { WorkPlaces } from './work-places.js';

/** Gives a request its place, before its body is read. The last of the guards there: what they refuse waits for nothing. */
@Injectable()
export class WorkPlaceGuard implements CanActivate {
  constructor(private readonly places: WorkPlaces) {}

  /** Gives back the places of those whose answer is made. Call it once. */
  install(server: FastifyInstance): void {
    server.addHook('preValidation', (request, _, done) => {
      if ((request as ApiRequest).place?.begin() !== false) done();
    });
    server.addHook('onSend', (request, _, payload, done) => {
      (request as ApiRequest).place?.answered(isStream(payload));
      done(null, payload);
    });
  }

  canActivate(execution: ExecutionContext): true | Promise<true> {
    const request = requestOf<ApiRequest>(execution);
    const principal = this.places.atOnce > 0 ? principalOf(request) : null;
    if (principal === null) return true;
    const place = this.places.take(principal, factsOf(request).cost.tokens > 1);
    request.place = place;
    return place.ready;
  }
}

/**
 * Whose places the request takes: of its account, or of its address (an IPv6 /64) for the same purpose. Null: it needs
 * none. That are the health routes, logging out and refreshing, and the routes without an access token that take a token
 * in the body: neighbours must not hold these up.
 */
function principalOf(request: ApiRequest): string | null {
  const { caller, context, route } = request;
  const { authLimit } = factsOf(request);
  if (authLimit?.purpose === 'session' || isProbe(route?.url)) return null;
  if (caller) return caller.principal.userId;
  return authLimit?.token ? null : `${authLimit?.purpose} ${networksAround(context.ip)[2]}`;
}

function isStream(payload: unknown): boolean {
  return typeof payload === 'object' && payload !== null && !Buffer.isBuffer(payload);
}
