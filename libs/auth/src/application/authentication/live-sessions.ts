import { Injectable } from '@nestjs/common';
import { Clock, LiveReads } from '#kernel';
import { Accounts, type User, UserChanges } from '#users';
import type { Session } from '../../domain/session.js';
import { SessionStore } from '../../ports/session.store.js';

/** A session and its user, as one read saw them. */
export interface SessionView {
  readonly session: Session;
  readonly user: User;
}

/**
 * Caches sessions with their users. Each session is read at most once a second, however many requests it makes. A
 * change by this process drops the session at once, also from a read under way.
 */
@Injectable()
export class LiveSessions {
  private readonly reads: LiveReads<SessionView>;

  constructor(
    private readonly sessions: SessionStore,
    private readonly accounts: Accounts,
    clock: Clock,
    changes: UserChanges,
  ) {
    this.reads = new LiveReads(clock);
    changes.subscribe((userId) => this.reads.forgetWhere(({ user }) => user.id === userId));
  }

  /** Without a promise if the session is cached. Null: there is no such session, or no such user. */
  view(sessionId: string): SessionView | Promise<SessionView | null> {
    return this.reads.known(sessionId) ?? this.reads.keep(sessionId, this.load(sessionId));
  }

  forget(sessionId: string): void {
    this.reads.forget(sessionId);
  }

  private async load(sessionId: string): Promise<SessionView | null> {
    const session = await this.sessions.sessions.load(sessionId);
    const user = session && (await this.accounts.load(session.value.userId));
    return session && user ? { session: session.value, user: user.value } : null;
  }
}
