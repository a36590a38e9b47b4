import { Injectable } from '@nestjs/common';
import { Clock, CofferError, type Principal } from '#kernel';
import { acceptsGeneration, isLive } from '../../domain/session.js';
import type { AccessClaims } from '../../domain/tokens/access-claims.js';
import { LiveSessions, type SessionView } from './live-sessions.js';
import { VerifiedTokens } from './verified-tokens.js';

/**
 * From an access token to a principal. The token's own proof is made by passport-jwt, once a token; what it stands
 * for, its session and its user, is looked at again with every request [R33].
 */
@Injectable()
export class Authentication {
  constructor(
    private readonly verified: VerifiedTokens,
    private readonly live: LiveSessions,
    private readonly clock: Clock,
  ) {}

  /** The claims of a token that was verified before and has not expired; null: verify it. */
  known(token: string): AccessClaims | null {
    return this.verified.get(token, this.clock.now());
  }

  /** Remembers a token that passport-jwt has just verified. */
  remember(token: string, claims: AccessClaims): void {
    this.verified.add(token, claims);
  }

  /** `unauthenticated`, in one wording whatever the cause, when the session or its user no longer stands behind it. */
  principalOf(claims: AccessClaims): Principal | Promise<Principal> {
    const view = this.live.view(claims.sessionId);
    return view instanceof Promise ? view.then((found) => this.admit(claims, found)) : this.admit(claims, view);
  }

  private admit(claims: AccessClaims, view: SessionView | null): Principal {
    const now = this.clock.now();
    if (!view || claims.expiresAt <= now || !standsBehind(claims, view, now)) throw unauthenticated();
    const { session, user } = view;
    return {
      userId: user.id,
      username: user.username,
      roles: user.roles,
      sessionId: session.id,
      authenticatedAt: session.authenticatedAt,
      mfaAt: session.mfaAt,
      passwordChangeRequired: user.passwordChangeRequired,
    };
  }
}

export function unauthenticated(): CofferError {
  return new CofferError('unauthenticated', 'Send a valid access token: `Authorization: Bearer <token>`.');
}

/** Whether the session is live and its user is who it was opened for, in the state that it was opened in. */
export function isGood({ session, user }: SessionView, now: number): boolean {
  return (
    isLive(session, now) &&
    session.userId === user.id &&
    user.state === 'active' &&
    session.authEpoch === user.authEpoch
  );
}

function standsBehind(claims: AccessClaims, view: SessionView, now: number): boolean {
  return isGood(view, now) && claims.userId === view.user.id && acceptsGeneration(view.session, claims.generation, now);
}
