import { Injectable } from '@nestjs/common';
import { AuditTrail } from '#audit';
import { type Caller, Clock, isId } from '#kernel';
import { Accounts, withoutSessions } from '#users';
import type { Session } from '../../domain/session.js';
import { SessionStore } from '../../ports/session.store.js';
import { isGood, unauthenticated } from '../authentication/authentication.js';
import { PresentSession } from './present-session.js';
import { Sessions } from './sessions.js';

/**
 * Sessions that one page looks at, dead ones included: those of an older epoch are revoked by it and not one by one, and
 * lie there until the sweep.
 */
const LOOKED_AT = 500;

const ABSENT = {
  action: 'auth:session-end',
  resourceType: 'session',
  reason: 'the account has no such live session',
} as const;

export interface SessionPage {
  readonly items: readonly Session[];
  /** The id to go on before; null at the end. */
  readonly next: string | null;
}

/** What somebody sees of their own sessions, and how they end them. */
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

  /** Those that open something, newest first, older than the id `before`; `limit` at most 200. */
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

  /** One of them, its access tokens included [R41]. `not_found`, in one record, for another's, one that ended, no id. */
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

  /** All of them, the caller's own included, by one publication [R41]. */
  async endAll({ principal, request }: Caller): Promise<void> {
    const { session } = await this.present.of(principal);
    const what = { action: 'auth:session-end', resourceType: 'user', resourceId: principal.userId } as const;
    await this.audit.mutation(request, principal, what, () =>
      this.accounts.change(principal.userId, request.requestId, (user) => {
        // Whatever has ended this session meanwhile opened others since: those are not its to end.
        if (user.authEpoch !== session.value.authEpoch) throw unauthenticated();
        return withoutSessions(user, this.clock.now());
      }),
    );
  }
}
