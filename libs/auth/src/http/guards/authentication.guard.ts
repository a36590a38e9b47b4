import { type ExecutionContext, Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { AuthGuard } from '@nestjs/passport';
import { type CofferRequest, ROUTE_ACCESS, type RouteAccess, requestOf } from '#access';
import { Clock, CofferError, type Principal } from '#kernel';
import { Authentication } from '../../application/authentication/authentication.js';
import { KeyPrincipals } from '../../application/authentication/key-principals.js';
import { ACCESS_TOKEN_STRATEGY, type AccessClaims, bearerKey, bearerToken } from '../../domain/tokens/access-claims.js';
import { headerRefusal, unauthenticated } from '../../domain/tokens/token-refusals.js';

interface IdentifiedRequest extends CofferRequest {
  /** Passport puts the result of the strategy here. */
  user?: AccessClaims;
}

/**
 * Finds out who calls, and sets `request.caller`. Every route that is not public needs an access token, or the key of a
 * service account, which its prefix tells from a token. A token that
 * was verified before is known in memory; any other token is verified by passport-jwt. Session and user are checked
 * each time.
 */
@Injectable()
export class AuthenticationGuard extends AuthGuard(ACCESS_TOKEN_STRATEGY) {
  constructor(
    private readonly reflector: Reflector,
    private readonly authentication: Authentication,
    private readonly keys: KeyPrincipals,
    private readonly clock: Clock,
  ) {
    super();
  }

  override canActivate(context: ExecutionContext): boolean | Promise<boolean> {
    const access = this.reflector.get<RouteAccess | undefined>(ROUTE_ACCESS, context.getHandler());
    if (!access) throw new Error('a route declares no access');
    const request = requestOf<IdentifiedRequest>(context);
    request.identifiedAt = this.clock.now();
    if (access.kind === 'public') return access.session ? this.identifyIfPossible(context, request) : true;
    const principal = this.identify(context, request);
    return principal instanceof Promise
      ? principal.then((found) => setCaller(request, found))
      : setCaller(request, principal);
  }

  /**
   * Asks again who calls, if time has passed since: the body may come half a minute after the head, and its sender may
   * have lost the session, the key or a role meanwhile [R41][R46]. The request is refused as one that comes now. Nearly
   * always without a promise: session, key and account are cached.
   */
  again(context: ExecutionContext): boolean | Promise<boolean> {
    const request = requestOf<IdentifiedRequest>(context);
    if (!request.caller || request.identifiedAt === this.clock.now()) return true;
    request.caller = undefined;
    request.context.anonymous = true;
    return this.canActivate(context);
  }

  /** Called by passport-jwt. `error`: what the strategy throws, such as that the token has expired. */
  override handleRequest<T>(error: unknown, claims: T | false | null): T {
    if (error) throw error;
    if (!claims) throw unauthenticated('invalid');
    return claims;
  }

  private identify(context: ExecutionContext, request: IdentifiedRequest): Principal | Promise<Principal> {
    const key = bearerKey(request.headers.authorization);
    if (key !== null) return this.keys.of(key, request.context);
    const token = bearerToken(request.headers.authorization);
    if (token === null) throw unauthenticated(headerRefusal(request.headers.authorization));
    const claims = this.authentication.known(token);
    return claims ? this.authentication.principalOf(claims) : this.verify(context, request, token);
  }

  private async verify(context: ExecutionContext, request: IdentifiedRequest, token: string): Promise<Principal> {
    await super.canActivate(context);
    if (!request.user) throw unauthenticated('invalid');
    this.authentication.remember(token, request.user);
    return this.authentication.principalOf(request.user);
  }

  private async identifyIfPossible(context: ExecutionContext, request: IdentifiedRequest): Promise<boolean> {
    try {
      setCaller(request, await this.identify(context, request));
    } catch (error) {
      if (!(error instanceof CofferError && error.code === 'unauthenticated')) throw error;
    }
    return true;
  }
}

function setCaller(request: CofferRequest, principal: Principal): true {
  request.context.anonymous = false;
  request.caller = { principal, request: request.context };
  return true;
}
