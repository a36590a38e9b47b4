import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import { requestOf } from '#access';
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
    const request = requestOf<ApiRequest>(execution);
    return needsBody(request) || this.limits.admit(request);
  }
}

/**
 * Applies the limits that depend on the body: of a caller who may be known by a token in it (at most 16 KiB), and of a
 * list in it that costs by its length.
 */
@Injectable()
export class BodyLimitGuard implements CanActivate {
  constructor(private readonly limits: RequestLimits) {}

  canActivate(execution: ExecutionContext): true | Promise<true> {
    const request = requestOf<ApiRequest>(execution);
    return needsBody(request) ? this.limits.admit(request) : this.limits.admitList(request);
  }
}

function needsBody(request: ApiRequest): boolean {
  return !request.caller && !!factsOf(request).authLimit?.token;
}
