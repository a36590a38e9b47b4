import { SetMetadata } from '@nestjs/common';
import type { Action, ErrorCode, Permission } from '#kernel';

/**
 * Who may call a route. Every route declares it; otherwise the server refuses to start [R44].
 * `account`: any authenticated account, about itself. `public`: anyone.
 */
export type RouteAccess =
  | { readonly kind: 'permission'; readonly permission: Permission }
  | ({ readonly kind: 'account'; readonly action: Action } & AccountAccess)
  | { readonly kind: 'public' };

/** In which states of its session an account may call a route about itself. */
export interface AccountAccess {
  /** Also while the account must change its password [R26]. */
  readonly beforePasswordChange: boolean;
  /** Also while the session has not shown the second factor that a role of the account asks for. */
  readonly beforeSecondFactor: boolean;
  /**
   * Only in the 5 minutes after a proof of the password or of a second factor. Otherwise 403
   * `reauthentication_required`.
   */
  readonly fresh: boolean;
}

/**
 * The default. A session must first change its password, and show a second factor, if it has to. It need not be fresh.
 */
export const CLOSED: AccountAccess = { beforePasswordChange: false, beforeSecondFactor: false, fresh: false };

export const ROUTE_ACCESS = 'coffer:access';
export const ROUTE_PROBLEMS = 'coffer:problems';
export const ROUTE_AUTH_THROTTLE = 'coffer:auth-throttle';

/** The caller must hold `permission` on at least one object. The service decides about the object itself. */
export function RequirePermission(permission: Permission): MethodDecorator {
  return SetMetadata(ROUTE_ACCESS, { kind: 'permission', permission } satisfies RouteAccess);
}

/**
 * Any authenticated account, about itself. `action`: the name of the action in the audit. Without options, {@link
 * CLOSED} applies.
 */
export function OwnAccount(action: Action, options: Partial<AccountAccess> = {}): MethodDecorator {
  return SetMetadata(ROUTE_ACCESS, { kind: 'account', action, ...CLOSED, ...options } satisfies RouteAccess);
}

/** Anyone, without a token. */
export function Public(): MethodDecorator {
  return SetMetadata(ROUTE_ACCESS, { kind: 'public' } satisfies RouteAccess);
}

/** Limits each network to AUTH_RATE_PER_MINUTE requests: for routes with a password, a code or a token in the body. */
export function AuthThrottle(): MethodDecorator {
  return SetMetadata(ROUTE_AUTH_THROTTLE, true);
}

/** Documents the error codes of a route that do not follow from its access, its parameters or its body. */
export function Problems(...codes: ErrorCode[]): MethodDecorator {
  return SetMetadata(ROUTE_PROBLEMS, codes);
}
