import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { CLOSED, ROUTE_ACCESS, type RouteAccess, requestOf } from '#access';
import type { Action, Caller } from '#kernel';
import { Admission } from '../../application/authentication/admission.js';
import { AuthenticationGuard } from './authentication.guard.js';

/** A route that a permission opens is for people and programs alike. */
const FOR_ALL = { ...CLOSED, programs: true };

/**
 * Refuses a caller who is none any more, or must do something else first. {@link AuthenticationGuard} tells who calls
 * now, behind the body, and {@link Admission} decides what comes first. It runs after the limit of
 * principals: each refusal writes an audit record, and the limit bounds how many an account can cause.
 */
@Injectable()
export class AdmissionGuard implements CanActivate {
  constructor(
    private readonly reflector: Reflector,
    private readonly admission: Admission,
    private readonly authentication: AuthenticationGuard,
  ) {}

  canActivate(context: ExecutionContext): boolean | Promise<boolean> {
    const still = this.authentication.again(context);
    return still instanceof Promise ? still.then(() => this.admit(context)) : this.admit(context);
  }

  private admit(context: ExecutionContext): boolean | Promise<boolean> {
    const { caller } = requestOf(context);
    if (!caller) return true;
    const access = this.reflector.get<RouteAccess>(ROUTE_ACCESS, context.getHandler());
    switch (access.kind) {
      case 'public':
        return caller.principal.kind === 'person' || this.refuse(caller, access.session);
      case 'account':
        return this.admission.admit(caller, access.action, access);
      case 'permission':
        return this.admission.admit(caller, access.permission, FOR_ALL);
    }
  }

  /** A public route that uses the session of its caller is for people. */
  private refuse(caller: Caller, action: Action | undefined): Promise<never> {
    if (!action) throw new Error('a public route without a session has a caller');
    return this.admission.refuse(caller, action, 'person_required');
  }
}
