import { SetMetadata } from '@nestjs/common';
import type { Action, ErrorCode, Permission } from '#kernel';

/**
 * Who may call a route at all. Every route declares one; the server refuses to start otherwise [R44].
 * `account`: any signed-in account, about itself; `public`: anyone.
 */
export type RouteAccess =
  | { readonly kind: 'permission'; readonly permission: Permission }
  | ({ readonly kind: 'account'; readonly action: Action } & AccountAccess)
  | { readonly kind: 'public' };

/** In which states of its session an account may call a route about itself. */
export interface AccountAccess {
  /** Also before a password that must be changed is changed [R26]. */
  readonly beforePasswordChange: boolean;
  /** Also where a role of the account asks for a second factor that the session has not shown. */
  readonly beforeSecondFactor: boolean;
  /** Only within 5 minutes of a proof of the password or of a second factor; else 403 `reauthentication_required`. */
  readonly fresh: boolean;
}

/** What every route is that needs a permission, and a route of an account that says nothing else. */
export const CLOSED: AccountAccess = { beforePasswordChange: false, beforeSecondFactor: false, fresh: false };

export const ROUTE_ACCESS = 'coffer:access';
export const ROUTE_PROBLEMS = 'coffer:problems';
export const ROUTE_AUTH_THROTTLE = 'coffer:auth-throttle';

/** The caller must hold `permission` on something; what it holds it on is the service's to decide. */
export function RequirePermission(permission: Permission): MethodDecorator {
  return SetMetadata(ROUTE_ACCESS, { kind: 'permission', permission } satisfies RouteAccess);
}

/**
 * Any signed-in account, about itself; `action` is what the audit calls it. Without options: once the password is
 * changed and the second factor shown where they must be, fresh or not.
 */
export function OwnAccount(action: Action, options: Partial<AccountAccess> = {}): MethodDecorator {
  return SetMetadata(ROUTE_ACCESS, { kind: 'account', action, ...CLOSED, ...options } satisfies RouteAccess);
}

/** Anyone, without a token. */
export function Public(): MethodDecorator {
  return SetMetadata(ROUTE_ACCESS, { kind: 'public' } satisfies RouteAccess);
}

/** Throttled for a network by AUTH_RATE_PER_MINUTE: routes that take a password, a code or a token in their body. */
export function AuthThrottle(): MethodDecorator {
  return SetMetadata(ROUTE_AUTH_THROTTLE, true);
}

/** The error codes that this route adds to those which follow from its access, parameters and body. For /openapi.json. */
export function Problems(...codes: ErrorCode[]): MethodDecorator {
  return SetMetadata(ROUTE_PROBLEMS, codes);
}
