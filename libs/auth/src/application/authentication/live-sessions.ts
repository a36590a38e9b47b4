import { Injectable } from '@nestjs/common';
import { Clock } from '#kernel';
import { Accounts, type User, UserChanges } from '#users';
import type { Session } from '../../domain/session.js';
import { SessionStore } from '../../ports/session.store.js';

/** Older looks, counted from their beginning, are not used: another node may have ended the session [R41]. */
const FRESH_MS = 1_000;
/** Sessions kept; past that, the one that was looked at the longest ago goes. */
const KEPT = 10_000;

/** A session and its user as one look saw them. */
export interface SessionView {
  readonly session: Session;
  readonly user: User;
}

interface Look {
  /** When it began, by our clock. */
  readonly at: number;
  /** Null while it is under way. */
  view: SessionView | null;
  readonly result: Promise<SessionView | null>;
}

/**
 * Sessions with their users, read once a second at most however many requests they make. What this process changes
 * is forgotten at once, looks under way included.
 */
@Injectable()
export class LiveSessions {
  private readonly looks = new Map<string, Look>();

  constructor(
    private readonly sessions: SessionStore,
    private readonly accounts: Accounts,
    private readonly clock: Clock,
    changes: UserChanges,
  ) {
    changes.subscribe((userId) => this.forgetUser(userId));
  }

  /** At once where it was seen within the second; null: no such session or user. */
  view(sessionId: string): SessionView | Promise<SessionView | null> {
    const known = this.looks.get(sessionId);
    if (known && this.clock.now() - known.at < FRESH_MS) return known.view ?? known.result;
    return this.look(sessionId);
  }

  forget(sessionId: string): void {
    this.looks.delete(sessionId);
  }

  private forgetUser(userId: string): void {
    for (const [sessionId, { view }] of this.looks) {
      // A look under way does not know its user yet: it may be this one.
      if (view === null || view.user.id === userId) this.looks.delete(sessionId);
    }
  }

  private look(sessionId: string): Promise<SessionView | null> {
    const look: Look = { at: this.clock.now(), view: null, result: this.read(sessionId) };
    this.looks.delete(sessionId);
    this.looks.set(sessionId, look);
    this.bound();
    const settle = (view: SessionView | null) => {
      look.view = view;
      // Absent sessions are not kept: nobody can fill the place of live ones with them.
      if (!view && this.looks.get(sessionId) === look) this.looks.delete(sessionId);
    };
    look.result.then(settle, () => settle(null));
    return look.result;
  }

  private async read(sessionId: string): Promise<SessionView | null> {
    const session = await this.sessions.sessions.load(sessionId);
    const user = session && (await this.accounts.load(session.value.userId));
    return session && user ? { session: session.value, user: user.value } : null;
  }

  private bound(): void {
    if (this.looks.size <= KEPT) return;
    const oldest = this.looks.keys().next();
    if (!oldest.done) this.looks.delete(oldest.value);
  }
}
