import { type ExecutionContext, Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { AuthGuard } from '@nestjs/passport';
import { type CofferRequest, ROUTE_ACCESS, type RouteAccess, requestOf } from '#access';
import { CofferError, type Principal } from '#kernel';
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
  ) {
    super();
  }

  override canActivate(context: ExecutionContext): boolean | Promise<boolean> {
    const access = this.reflector.get<RouteAccess | undefined>(ROUTE_ACCESS, context.getHandler());
    if (!access) throw new Error('a route declares no access');
    const request = requestOf<IdentifiedRequest>(context);
    if (access.kind === 'public') return access.session ? this.identifyIfPossible(context, request) : true;
    const principal = this.identify(context, request);
    return principal instanceof Promise
      ? principal.then((found) => setCaller(request, found))
      : setCaller(request, principal);
  }

  /** Called by passport-jwt. Of a token that it refuses, only an expired one has a signature of this server. */
  override handleRequest<T>(error: unknown, claims: T | false | null, refusal?: unknown): T {
    if (error) throw error;
    if (!claims) throw unauthenticated(isExpiry(refusal) ? 'expired' : 'invalid');
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

/** The class of the error is not compared: passport-jwt may have a copy of jsonwebtoken of its own. */
function isExpiry(refusal: unknown): boolean {
  return refusal instanceof Error && refusal.name === 'TokenExpiredError';
}

function setCaller(request: CofferRequest, principal: Principal): true {
  request.context.anonymous = false;
  request.caller = { principal, request: request.context };
  return true;
}
