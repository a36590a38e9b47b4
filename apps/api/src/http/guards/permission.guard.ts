import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import { type RouteAccess, requestOf } from '#access';
import { type Caller, CofferError, type Permission } from '#kernel';
import type { ApiRequest } from '../context/api-request.js';
import { RouteAuthority, type TriedObject } from '../ports.js';
import { factsOf } from './route.guard.js';
import { triedBy } from './tried-object.js';

/**
 * Refuses, before any read of data, a caller who does not hold the route's permission on any object. The service checks
 * the permission on the object of this request.
 */
@Injectable()
export class PermissionGuard implements CanActivate {
  constructor(private readonly authority: RouteAuthority) {}

  canActivate(execution: ExecutionContext): boolean | Promise<boolean> {
    const request = requestOf<ApiRequest>(execution);
    const { access } = factsOf(request);
    switch (access.kind) {
      case 'public':
        return true;
      case 'account':
        callerOf(request);
        return true;
      case 'permission':
        return this.permits(callerOf(request), access, () => triedBy(request));
    }
  }

  private permits(caller: Caller, { permission, or }: Needed, tried: () => TriedObject): boolean | Promise<boolean> {
    if (or !== undefined) return this.permitsEither(caller, permission, or, tried);
    const refusing = this.authority.requireRoute(caller, permission, tried);
    return refusing === undefined || refusing.then(() => true);
  }

  private async permitsEither(
    caller: Caller,
    permission: Permission,
    or: Permission,
    tried: () => TriedObject,
  ): Promise<boolean> {
    if (await this.authority.holds(caller.principal, or)) return true;
    await this.authority.requireRoute(caller, permission, tried);
    return true;
  }
}

type Needed = Extract<RouteAccess, { kind: 'permission' }>;

/** Defence in depth: without a caller only public routes are served, even if the authentication guard were wrong. */
function callerOf({ caller }: ApiRequest): Caller {
  if (!caller) throw new CofferError('unauthenticated', 'Send an access token: `Authorization: Bearer <token>`.');
  return caller;
}
