import { SetMetadata } from '@nestjs/common';
import type { Action, ErrorCode, Permission } from '#kernel';

/**
 * Who may call a route. Every route declares it; otherwise the server refuses to start [R44].
 * `account`: any authenticated account, about itself. `public`: anyone; with `session`, the session of a valid access
 * token is used, and that of a program is refused: the audit calls the route so then.
 */
export type RouteAccess =
  | { readonly kind: 'permission'; readonly permission: Permission; readonly or?: Permission }
  | ({ readonly kind: 'account'; readonly action: Action } & AccountAccess)
  | { readonly kind: 'public'; readonly session?: Action };

/** Which accounts may call a route about themselves, and in which states of their sessions. */
export interface AccountAccess {
  /** Also the account of a program, a service account. Otherwise 403 `person_required`. */
  readonly programs: boolean;
  /** Also while the account must change its password [R26]. */
  readonly beforePasswordChange: boolean;
  /** Also while the session has not shown the second factor that a role of the account asks for. */
  readonly beforeSecondFactor: boolean;
  /**
   * Only in the 5 minutes after a proof of the password or of a second factor. Otherwise 403
   * `reauthentication_required`.
   */
  readonly fresh: boolean;
  /**
   * Only in the 5 minutes after a proof of a second factor that counts, if the account has one. Otherwise 403
   * `second_factor_required`.
   */
  readonly freshFactor: boolean;
}

/**
 * The default. Only people call such a route. A session must first change its password, and show a second factor, if it has to. It need not be fresh.
 */
export const CLOSED: AccountAccess = {
  programs: false,
  beforePasswordChange: false,
  beforeSecondFactor: false,
  fresh: false,
  freshFactor: false,
};

export const ROUTE_ACCESS = 'coffer:access';
export const ROUTE_PROBLEMS = 'coffer:problems';
export const ROUTE_COST = 'coffer:cost';
export const ROUTE_LIST_COST = 'coffer:list-cost';
export const ROUTE_WHEN_FULL = 'coffer:when-full';
/** The `{id}` of the path may also be a name. */
export const ROUTE_BY_NAME = 'coffer:by-name';
export const ROUTE_AUTH_THROTTLE = 'coffer:auth-throttle';
export const ROUTE_BODY_BYTES = 'coffer:body-bytes';
export const ROUTE_TEXT_BODY = 'coffer:text-body';
export const ROUTE_ANSWER_BYTES = 'coffer:answer-bytes';

/**
 * The caller must hold `permission`, or the permission `or`, on at least one object. The service decides about the object
 * itself. The audit calls a request that failed before that by `permission`.
 */
export function RequirePermission(permission: Permission, or?: Permission): MethodDecorator {
  return SetMetadata(ROUTE_ACCESS, { kind: 'permission', permission, ...(or && { or }) } satisfies RouteAccess);
}

/**
 * Any authenticated account, about itself. `action`: the name of the action in the audit. Without options, {@link
 * CLOSED} applies.
 */
export function OwnAccount(action: Action, options: Partial<AccountAccess> = {}): MethodDecorator {
  return SetMetadata(ROUTE_ACCESS, { kind: 'account', action, ...CLOSED, ...options } satisfies RouteAccess);
}

/** Anyone, without a token. `session`: see {@link RouteAccess}. */
export function Public({ session }: { readonly session?: Action } = {}): MethodDecorator {
  return SetMetadata(ROUTE_ACCESS, { kind: 'public', ...(session && { session }) } satisfies RouteAccess);
}

/** What a limited route is for. Each purpose has limits of its own, so that one does not use up those of another. */
export type LimitPurpose =
  | 'credential'
  | 'email'
  | 'exchange'
  | 'factor'
  | 'forgot'
  | 'leaked'
  | 'login'
  | 'mfa'
  | 'prelogin'
  | 'register'
  | 'reset'
  | 'session'
  | 'setup'
  | 'unwrap'
  | 'witness';

/** A token in the body under a MAC of this server. Its holder is known without a read of the store. */
export interface TokenInBody {
  readonly field: string;
  readonly kind: 'refresh' | 'mfa-login' | 'password-reset' | 'invitation';
}

export interface AuthLimit {
  readonly purpose: LimitPurpose;
  readonly token: TokenInBody | null;
}

/**
 * Limits a route with a password, a code or a token, by AUTH_RATE_PER_MINUTE. A caller with a genuine token counts
 * alone: with an access token, or with `token` in the body. So neighbours cannot shut a live session out. Every other
 * caller counts with the networks of the address.
 */
export function AuthThrottle(purpose: LimitPurpose, token: TokenInBody | null = null): MethodDecorator {
  return SetMetadata(ROUTE_AUTH_THROTTLE, { purpose, token } satisfies AuthLimit);
}

/**
 * For a route that works although the disk of the store is almost full: logging in and out. Routes that read (GET) or
 * delete (DELETE) work then without it; all others answer 507 `store_full`.
 */
export function WorksWhenFull(): MethodDecorator {
  return SetMetadata(ROUTE_WHEN_FULL, true);
}

/** What a request costs of RATE_PER_MINUTE, in requests of the cheapest kind (about 1 ms of the processor). */
export interface RouteCost {
  readonly tokens: number;
  /** Added if the query has this parameter. */
  readonly search?: { readonly parameter: string; readonly tokens: number };
}

/**
 * For a route that costs more than one token: each that takes `limit` or `q`, hashes a password, is paid by a list, may
 * write the authorization model, or takes or answers 1 MiB declares it [R125].
 * What is known only while it runs is added afterwards: one token for each 64 KiB of the answer, and
 * `RequestContext.cost`. Only accounts pay it: callers without an access token are limited by {@link AuthThrottle}.
 */
export function Costs(tokens: number, search?: RouteCost['search']): MethodDecorator {
  return SetMetadata(ROUTE_COST, { tokens, ...(search && { search }) } satisfies RouteCost);
}

/** What the elements of a list in the body cost together, beside {@link RouteCost}. */
export interface ListCost {
  /** The field of the body. */
  readonly field: string;
  /** The elements that cost one token. */
  readonly aToken: number;
  /** Elements that are counted, at most: a longer list is refused for its length. */
  readonly most: number;
}

/** For a route that does the same for each element of a list in its body. It is asked before the request is handled. */
export function CostsByList(cost: ListCost): MethodDecorator {
  return SetMetadata(ROUTE_LIST_COST, cost);
}

/** Documents the error codes of a route that do not follow from its access, its parameters or its body. */
export function Problems(...codes: ErrorCode[]): MethodDecorator {
  return SetMetadata(ROUTE_PROBLEMS, codes);
}

/** The most bytes of the body, for a route that needs more than 256 KiB. A route for everybody has 16 KiB, always. */
export function TakesBodyUpTo(bytes: number): MethodDecorator {
  return SetMetadata(ROUTE_BODY_BYTES, bytes);
}

/** The body is a text in a language of its own: the route gets its bytes, whatever its type is. Undefined: it is empty. */
export function TakesText(): MethodDecorator {
  return SetMetadata(ROUTE_TEXT_BODY, true);
}

/** How many bytes the route holds in memory while it makes its largest answer, if that is more than 64 KiB. */
export function AnswersUpTo(bytes: number): MethodDecorator {
  return SetMetadata(ROUTE_ANSWER_BYTES, bytes);
}
