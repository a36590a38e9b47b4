import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { type CofferRequest, ROUTE_ACCESS, type RouteAccess } from '#access';
import { Authentication } from '../application/authentication.js';

/**
 * Keeps a session whose password must be changed from everything else [R26]. Stands behind the throttle of principals:
 * each refusal costs an audit record, and no account may have those without limit.
 */
@Injectable()
export class PasswordChangeGuard implements CanActivate {
  constructor(
    private readonly reflector: Reflector,
    private readonly authentication: Authentication,
  ) {}

  canActivate(context: ExecutionContext): boolean | Promise<boolean> {
    const { caller } = context.switchToHttp().getRequest<CofferRequest>();
    if (!caller?.principal.passwordChangeRequired) return true;
    const targets = [context.getHandler(), context.getClass()];
    const access = this.reflector.getAllAndOverride<RouteAccess>(ROUTE_ACCESS, targets);
    switch (access.kind) {
      case 'public':
        return true;
      case 'account':
        return access.beforePasswordChange || this.authentication.refuseUntilPasswordChange(caller, access.action);
      case 'permission':
        return this.authentication.refuseUntilPasswordChange(caller, access.permission);
    }
  }
}
