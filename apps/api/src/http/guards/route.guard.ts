import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import { requestOf } from '#access';
import type { ApiRequest } from '../context/api-request.js';
import { RouteTable } from '../routes/route-table.js';

/**
 * The first guard behind the body. Throws if the guards before the body judged the request by another route's
 * declaration than the one that is about to run, or did not run at all.
 */
@Injectable()
export class RouteGuard implements CanActivate {
  constructor(private readonly routes: RouteTable) {}

  canActivate(execution: ExecutionContext): boolean {
    const { facts } = requestOf<ApiRequest>(execution);
    if (facts !== this.routes.of(execution.getHandler())) throw new Error('the route was judged as another one');
    return true;
  }
}

/** The route's declaration. Throws if no guard ran, so that no request is served without its checks. */
export function factsOf(request: ApiRequest) {
  if (!request.facts) throw new Error('no guard ran before the body');
  return request.facts;
}
