import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import type { ApiRequest } from '../context/api-request.js';
import { factsOf } from '../guards/route.guard.js';
import { RequestLimits } from './request-limits.js';

/**
 * Applies {@link RequestLimits} before the body is read, to every request whose limit does not depend on the body. It
 * runs after the authentication, which says who calls.
 */
@Injectable()
export class LimitGuard implements CanActivate {
  constructor(private readonly limits: RequestLimits) {}

  canActivate(execution: ExecutionContext): true | Promise<true> {
    const request = execution.switchToHttp().getRequest<ApiRequest>();
    return needsBody(request) || this.limits.admit(request);
  }
}

/** Applies the limits to the others: a caller who may be known by a token in the body. That body has at most 16 KiB. */
@Injectable()
export class BodyTokenLimitGuard implements CanActivate {
  constructor(private readonly limits: RequestLimits) {}

  canActivate(execution: ExecutionContext): true | Promise<true> {
    const request = execution.switchToHttp().getRequest<ApiRequest>();
    return !needsBody(request) || this.limits.admit(request);
  }
}

function needsBody(request: ApiRequest): boolean {
  return !request.caller && !!factsOf(request).authLimit?.token;
}
