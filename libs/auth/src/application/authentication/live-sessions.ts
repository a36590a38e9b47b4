import { Injectable } from '@nestjs/common';
import { BoundedCache, Clock } from '#kernel';
import { Accounts, type User, UserChanges } from '#users';
import type { Session } from '../../domain/session.js';
import { SessionStore } from '../../ports/session.store.js';

/** How long a read may be used, in milliseconds from its start. Another node may end the session in that time [R41]. */
const FRESH_MS = 1_000;
/** The most sessions that are kept. */
const KEPT = 10_000;

/** A session and its user, as one read saw them. */
export interface SessionView {
  readonly session: Session;
  readonly user: User;
}

interface Read {
  /** Null while the read is under way. */
  view: SessionView | null;
  readonly result: Promise<SessionView | null>;
}

/**
 * Caches sessions with their users. Each session is read at most once a second, however many requests it makes. A
 * change by this process drops the session at once, also from a read under way.
 */
@Injectable()
export class LiveSessions {
  private readonly reads: BoundedCache<Read>;

  constructor(
    private readonly sessions: SessionStore,
    private readonly accounts: Accounts,
    clock: Clock,
    changes: UserChanges,
  ) {
    this.reads = new BoundedCache(clock, { max: KEPT, maxAgeMs: FRESH_MS });
    changes.subscribe((userId) => this.forgetUser(userId));
  }

  /** Without a promise if the session is cached. Null: there is no such session, or no such user. */
  view(sessionId: string): SessionView | Promise<SessionView | null> {
    const read = this.reads.get(sessionId) ?? this.read(sessionId);
    return read.view ?? read.result;
  }

  forget(sessionId: string): void {
    this.reads.delete(sessionId);
  }

  private forgetUser(userId: string): void {
    // A read under way does not know its user yet: it may be this one.
    this.reads.deleteWhere((_, { view }) => view === null || view.user.id === userId);
  }

  private read(sessionId: string): Read {
    const read: Read = { view: null, result: this.load(sessionId) };
    this.reads.set(sessionId, read);
    const settle = (view: SessionView | null) => {
      read.view = view;
      // An absent session is not kept: otherwise unknown ids could push live sessions out.
      if (!view && this.reads.get(sessionId) === read) this.reads.delete(sessionId);
    };
    read.result.then(settle, () => settle(null));
    return read;
  }

  private async load(sessionId: string): Promise<SessionView | null> {
    const session = await this.sessions.sessions.load(sessionId);
    const user = session && (await this.accounts.load(session.value.userId));
    return session && user ? { session: session.value, user: user.value } : null;
  }
}
