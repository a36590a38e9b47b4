import { Injectable } from '@nestjs/common';
import { AuditTrail } from '#audit';
import { type Caller, Clock, isId } from '#kernel';
import { Accounts, withoutSessions } from '#users';
import type { Session } from '../../domain/session.js';
import { unauthenticated } from '../../domain/tokens/token-refusals.js';
import { SessionStore } from '../../ports/session.store.js';
import { isGood } from '../authentication/authentication.js';
import { PresentSession } from './present-session.js';
import { Sessions } from './sessions.js';

/**
 * Sessions that one page reads, dead ones included. Sessions of an older epoch are not marked as revoked, so they
 * remain in the list until the sweep removes them.
 */
const LOOKED_AT = 500;

const ABSENT = {
  action: 'auth:session-end',
  resourceType: 'session',
  reason: 'the account has no such live session',
} as const;

export interface SessionPage {
  readonly items: readonly Session[];
  /** The next page has sessions older than this id. Null: this is the last page. */
  readonly next: string | null;
}

/** Lets callers list and end their own sessions. */
@Injectable()
export class OwnSessions {
  constructor(
    private readonly store: SessionStore,
    private readonly sessions: Sessions,
    private readonly present: PresentSession,
    private readonly accounts: Accounts,
    private readonly audit: AuditTrail,
    private readonly clock: Clock,
  ) {}

  /** Live sessions that are older than the id `before`, newest first. `limit`: at most 200. */
  async list({ principal, request }: Caller, before: string | null, limit: number): Promise<SessionPage> {
    const { user } = await this.present.of(principal);
    const seen = (await this.store.liveOf(principal.userId, before, LOOKED_AT)).map(({ value }) => value);
    const now = this.clock.now();
    const good = seen.filter((session) => isGood({ session, user: user.value }, now));
    const items = good.slice(0, limit);
    const last = good.length > limit ? items.at(-1) : seen[LOOKED_AT - 1];
    const what = { action: 'auth:sessions', resourceType: 'user', resourceId: principal.userId } as const;
    await this.audit.succeeded(request, principal, what);
    return { items, next: last?.id ?? null };
  }

  /**
   * Ends one session and its access tokens [R41]. `not_found`, with the same audit record, for a session of another
   * user, for one that has ended, and for text that is no id.
   */
  async end(caller: Caller, id: string): Promise<void> {
    const { principal, request } = caller;
    const { user } = await this.present.of(principal);
    const session = isId(id) ? await this.sessions.load(id) : null;
    if (!session || !isGood({ session: session.value, user: user.value }, this.clock.now())) {
      return this.audit.absent(caller, ABSENT, id);
    }
    const what = { action: 'auth:session-end', resourceType: 'session', resourceId: id } as const;
    await this.audit.mutation(request, principal, what, () => this.sessions.revoke(id, 'ended', request.requestId));
  }

  /** Ends all sessions, the caller's own included, by one publication [R41]. */
  async endAll({ principal, request }: Caller): Promise<void> {
    const { session } = await this.present.of(principal);
    const what = { action: 'auth:session-end', resourceType: 'user', resourceId: principal.userId } as const;
    await this.audit.mutation(request, principal, what, () =>
      this.accounts.change(principal.userId, request.requestId, (user) => {
        // This session has ended meanwhile: it must not end sessions that were opened after that.
        if (user.authEpoch !== session.value.authEpoch) throw unauthenticated();
        return withoutSessions(user, this.clock.now());
      }),
    );
  }
}
