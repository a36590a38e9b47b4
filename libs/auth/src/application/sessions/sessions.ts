import { Injectable } from '@nestjs/common';
import { Clock, CofferError, newId, PublishingWindow, type RequestContext, Roots, type Stored, tooSlow } from '#kernel';
import type { User } from '#users';
import {
  openSession,
  provenAgain,
  revokeSession,
  rotateSession,
  type Session,
  type SessionEnd,
} from '../../domain/session.js';
import { makeRefreshToken } from '../../domain/tokens/refresh-token.js';
import { AuthSettings } from '../../ports/auth.settings.js';
import { SessionStore } from '../../ports/session.store.js';
import { LiveSessions } from '../authentication/live-sessions.js';

const ATTEMPTS = 5;

/** A session and the refresh token that opens its next generation: the only time that the token exists here. */
export interface SessionWithToken {
  readonly session: Session;
  readonly refreshToken: string;
}

/** Every write of this process to a session: what it changes holds for its next request. */
@Injectable()
export class Sessions {
  constructor(
    private readonly store: SessionStore,
    private readonly live: LiveSessions,
    private readonly roots: Roots,
    private readonly settings: AuthSettings,
    private readonly clock: Clock,
  ) {}

  load(id: string): Promise<Stored<Session> | null> {
    return this.store.sessions.load(id);
  }

  /** A session of the user as `user` was read: one that moved since opens nothing. Not stored yet. */
  prepare(user: User, { ip, userAgent }: RequestContext, hasSecondFactor = false): SessionWithToken {
    const now = this.clock.now();
    // Lists go by id, newest first: it bears the time of the login.
    const id = newId(now);
    const { token, hash } = makeRefreshToken(this.refreshKey(), id, 1);
    const opening = {
      id,
      userId: user.id,
      authEpoch: user.authEpoch,
      refreshHash: hash,
      ip,
      userAgent,
      hasSecondFactor,
    };
    const lifetimes = { idleMs: this.idleMs(), absoluteMs: this.settings.sessionSeconds * 1_000 };
    return { session: openSession(opening, lifetimes, now), refreshToken: token };
  }

  /** `busy` where this login was given up for dead: then its id is fenced. */
  async insert(session: Session, requestId: string): Promise<void> {
    if ((await this.store.sessions.insert(session, requestId)) === 'taken') throw tooSlow();
  }

  /** The next generation; null when the session moved since it was read: of many at once, one wins [R35]. */
  async rotate({ value, revision }: Stored<Session>, requestId: string): Promise<SessionWithToken | null> {
    const { token, hash } = makeRefreshToken(this.refreshKey(), value.id, value.generation + 1);
    const session = rotateSession(value, hash, this.idleMs(), this.clock.now());
    return (await this.publish(session, revision, requestId)) ? { session, refreshToken: token } : null;
  }

  /** Ends the session whatever races with it [R39]; harmless to repeat, also for one that is gone. */
  async revoke(id: string, because: SessionEnd, requestId: string): Promise<void> {
    await this.change(id, requestId, (session) => revokeSession(session, because, this.clock.now()));
  }

  /** Removes a session that nobody was given a token of; false when it moved or is gone. */
  discard(id: string): Promise<boolean> {
    return this.store.sessions.remove(id, 1);
  }

  /**
   * Its owner has proved again who they are, to the account as it was in `authEpoch`. Null: the session has ended
   * meanwhile, or goes on in another epoch, whose credential was not shown. `window`: of the whole operation, where this
   * is not its first step.
   */
  proveAgain(
    id: string,
    { authEpoch, hasSecondFactor }: { readonly authEpoch: number; readonly hasSecondFactor: boolean },
    requestId: string,
    window?: PublishingWindow,
  ): Promise<Session | null> {
    const prove = (session: Session) => provenAgain(session, hasSecondFactor, this.clock.now());
    return this.change(id, requestId, (session) => (session.authEpoch === authEpoch ? prove(session) : null), window);
  }

  /** The session that changed what proves its user goes on under the new epoch; `become`: what else it is from then on. */
  async adopt(
    id: string,
    authEpoch: number,
    requestId: string,
    become: (session: Session) => Session = (session) => session,
  ): Promise<void> {
    await this.change(id, requestId, (session) => become({ ...session, authEpoch }));
  }

  /** Null: the session has ended, or `change` gives null for it; then nothing is published. */
  private async change(
    id: string,
    requestId: string,
    change: (session: Session) => Session | null,
    window: PublishingWindow = new PublishingWindow(this.clock),
  ): Promise<Session | null> {
    for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
      const stored = await this.load(id);
      const changed = stored && stored.value.revokedAt === null ? change(stored.value) : null;
      if (!stored || !changed) return null;
      window.requireOpen();
      if (await this.publish(changed, stored.revision, requestId)) return changed;
    }
    throw new CofferError('conflict', 'The session was being changed at the same time. Try again.');
  }

  private async publish(session: Session, expected: number, requestId: string): Promise<boolean> {
    try {
      return (await this.store.sessions.replace(session, expected, requestId)) === 'published';
    } finally {
      // Also after an error: a write whose answer was lost may have landed.
      this.live.forget(session.id);
    }
  }

  private refreshKey() {
    return this.roots.derive('refresh-token');
  }

  private idleMs(): number {
    return this.settings.refreshSeconds * 1_000;
  }
}
