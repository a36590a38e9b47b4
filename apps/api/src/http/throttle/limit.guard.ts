import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import type { ApiRequest } from '../context/api-request.js';
import { RequestLimits } from './request-limits.js';

/** Applies {@link RequestLimits} to every route. It runs after the authentication, which says who calls. */
@Injectable()
export class LimitGuard implements CanActivate {
  constructor(private readonly limits: RequestLimits) {}

  canActivate(execution: ExecutionContext): true | Promise<true> {
    return this.limits.admit(execution.switchToHttp().getRequest<ApiRequest>());
  }
}
