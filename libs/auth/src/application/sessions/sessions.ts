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

/** A session and its refresh token. The token is not stored. */
export interface SessionWithToken {
  readonly session: Session;
  readonly refreshToken: string;
}

/** Makes every write to a session. A change is visible to the next request of this process. */
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

  /** A new session that is not stored yet. It carries the epoch of `user` as it was read. */
  prepare(user: User, { ip, userAgent }: RequestContext, hasSecondFactor = false): SessionWithToken {
    const now = this.clock.now();
    // The id carries the time of the login: lists are ordered by id.
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

  /** `busy` if the login took so long that its id was fenced. */
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

  /** Ends the session, also while it is refreshed at the same time [R39]. May be repeated, also after its removal. */
  async revoke(id: string, because: SessionEnd, requestId: string): Promise<void> {
    await this.change(id, requestId, (session) => revokeSession(session, because, this.clock.now()));
  }

  /** Removes a session whose tokens were not given out. False: it changed or is gone. */
  discard(id: string): Promise<boolean> {
    return this.store.sessions.remove(id, 1);
  }

  /**
   * Records that the user has proved again who they are, in the epoch `authEpoch`. Null: the session has ended
   * meanwhile, or has another epoch now, so that another credential would have to be proved. `window`: of the whole
   * operation.
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

  /**
   * Moves the session that changed the credential or the factors to the new epoch. `become`: a further change of it.
   */
  async adopt(
    id: string,
    authEpoch: number,
    requestId: string,
    become: (session: Session) => Session = (session) => session,
  ): Promise<void> {
    await this.change(id, requestId, (session) => become({ ...session, authEpoch }));
  }

  /** Publishes a change of a live session. Null: the session has ended, or `change` returned null. */
  private change(
    id: string,
    requestId: string,
    change: (session: Session) => Session | null,
    window: PublishingWindow = new PublishingWindow(this.clock),
  ): Promise<Session | null> {
    const ofLive = (session: Session) => (session.revokedAt === null ? change(session) : null);
    return this.publish(id, { requestId, window, change: ofLive });
  }

  /** The published session. Null: it is gone, or `change` returned null. `conflict` after five lost races. */
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
