import { Injectable } from '@nestjs/common';
import {
  Clock,
  changeDocument,
  changedMeanwhile,
  type DocumentChange,
  newId,
  PublishingWindow,
  type RequestContext,
  Roots,
  type Stored,
  tooSlow,
} from '#kernel';
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

  /**
   * Publishes the next generation of the session. Of many refreshes at once, one wins [R35]. `requireCurrent` throws to
   * refuse; it is asked again after each lost race. Null: the session is gone.
   */
  async rotate(
    first: Stored<Session>,
    requestId: string,
    requireCurrent: (session: Session) => Promise<void>,
  ): Promise<SessionWithToken | null> {
    let refreshToken = '';
    const changed = await this.publish(first.value.id, {
      ...{ requestId, first, window: new PublishingWindow(this.clock) },
      change: async (session) => {
        await requireCurrent(session);
        const { token, hash } = makeRefreshToken(this.refreshKey(), session.id, session.generation + 1);
        refreshToken = token;
        return rotateSession(session, hash, this.idleMs(), this.clock.now());
      },
    });
    return changed && { session: changed, refreshToken };
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
  private change(
    id: string,
    requestId: string,
    change: (session: Session) => Session | null,
    window: PublishingWindow = new PublishingWindow(this.clock),
  ): Promise<Session | null> {
    const ofLive = (session: Session) => (session.revokedAt === null ? change(session) : null);
    return this.publish(id, { requestId, window, change: ofLive });
  }

  /** The published session. Null: it is gone, or `change` gave null. `conflict` after five lost races. */
  private async publish(
    id: string,
    how: Pick<DocumentChange<Session, null, never>, 'requestId' | 'window' | 'change' | 'first'>,
  ): Promise<Session | null> {
    const changed = await changeDocument(this.store.sessions, {
      ...{ ...how, id, attempts: ATTEMPTS },
      absent: () => null,
      written: () => this.live.forget(id),
      lost: () => {
        throw changedMeanwhile('session');
      },
    });
    return changed?.published ? changed.stored.value : null;
  }

  private refreshKey() {
    return this.roots.derive('refresh-token');
  }

  private idleMs(): number {
    return this.settings.refreshSeconds * 1_000;
  }
}
