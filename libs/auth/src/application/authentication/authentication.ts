import { Injectable } from '@nestjs/common';
import { BoundedCache, Clock, type Principal } from '#kernel';
import { BindingPrincipals } from '#service-accounts';
import { hasCountingFactor, isUsable, roleEndsOf, rolesAt } from '#users';
import { acceptsGeneration, isLive } from '../../domain/session.js';
import type { AccessClaims } from '../../domain/tokens/access-claims.js';
import { unauthenticated } from '../../domain/tokens/token-refusals.js';
import { AuthSettings } from '../../ports/auth.settings.js';
import { LiveSessions, type SessionView } from './live-sessions.js';

/** The most verified access tokens that are kept. */
const KEPT = 10_000;

/**
 * Turns an access token into a principal. passport-jwt verifies the signature once for each token. The session and the
 * user are checked again with every request [R33].
 */
@Injectable()
export class Authentication {
  /** Claims by the whole text of the token, until the token expires. */
  private readonly verified: BoundedCache<AccessClaims>;

  constructor(
    private readonly live: LiveSessions,
    private readonly bindings: BindingPrincipals,
    private readonly settings: AuthSettings,
    private readonly clock: Clock,
  ) {
    this.verified = new BoundedCache(clock, { max: KEPT });
  }

  /** The claims of a token that was verified before and has not expired. Null: the token must be verified. */
  known(token: string): AccessClaims | null {
    return this.verified.get(token) ?? null;
  }

  /** Remembers a token that passport-jwt has just verified. */
  remember(token: string, claims: AccessClaims): void {
    this.verified.set(token, claims, claims.expiresAt);
  }

  /** Throws `unauthenticated` if the session does not work any more. The error tells only whether the token has expired. */
  principalOf(claims: AccessClaims): Principal | Promise<Principal> {
    if (claims.via === 'binding') return this.ofProgram(claims);
    const view = this.live.view(claims.sessionId);
    return view instanceof Promise ? view.then((found) => this.admit(claims, found)) : this.admit(claims, view);
  }

  private ofProgram({
    userId,
    sessionId: bindingId,
    generation,
    expiresAt,
  }: AccessClaims): Principal | Promise<Principal> {
    if (expiresAt <= this.clock.now()) throw unauthenticated('expired');
    const found = this.bindings.of({ userId, bindingId, generation });
    const bound = (principal: Principal | null) => ({ ...requireBound(principal), validUntil: expiresAt });
    return found instanceof Promise ? found.then(bound) : bound(found);
  }

  private admit(claims: AccessClaims, view: SessionView | null): Principal {
    const now = this.clock.now();
    if (claims.expiresAt <= now) throw unauthenticated('expired');
    if (!view || !isBackedBy(claims, view, now)) throw unauthenticated('ended');
    const { session, user } = view;
    return {
      kind: user.kind,
      userId: user.id,
      username: user.username,
      roles: rolesAt(user, now),
      roleEnds: roleEndsOf(user),
      credential: session.id,
      authenticatedAt: session.authenticatedAt,
      mfaAt: session.mfaAt,
      hasCountingFactor: hasCountingFactor(user.secondFactors, this.settings.emailCountsAsMfa),
      passwordChangeRequired: user.passwordChangeRequired,
      validUntil: claims.expiresAt,
    };
  }
}

function requireBound(principal: Principal | null): Principal {
  if (principal === null) throw unauthenticated('unbound');
  return principal;
}

/** Whether the session is live, its user's account can be used, and the user's `authEpoch` is still that of the session. */
export function isGood({ session, user }: SessionView, now: number): boolean {
  return (
    isLive(session, now) && session.userId === user.id && isUsable(user, now) && session.authEpoch === user.authEpoch
  );
}

function isBackedBy(claims: AccessClaims, view: SessionView, now: number): boolean {
  return isGood(view, now) && claims.userId === view.user.id && acceptsGeneration(view.session, claims.generation, now);
}
