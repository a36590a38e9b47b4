import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import type { ApiRequest } from '../context/api-request.js';
import { RouteTable } from '../routes/route-table.js';

/** The first guard. Puts the route's declaration on the request, for the other guards and the problem filter. */
@Injectable()
export class RouteGuard implements CanActivate {
  constructor(private readonly routes: RouteTable) {}

  canActivate(execution: ExecutionContext): boolean {
    execution.switchToHttp().getRequest<ApiRequest>().facts = this.routes.of(execution.getHandler());
    return true;
  }
}

/** The route's declaration. Throws if the route guard did not run, so that no request is served without its checks. */
export function factsOf(request: ApiRequest) {
  if (!request.facts) throw new Error('the route guard did not run');
  return request.facts;
}
