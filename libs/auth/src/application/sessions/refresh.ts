import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { type Actor, AuditTrail } from '#audit';
import { Clock, CofferError, PartUnavailable, type RequestContext, Roots, type Stored, sameText } from '#kernel';
import { Accounts, type User } from '#users';
import type { Session } from '../../domain/session.js';
import { type GenuineRefreshToken, readRefreshToken } from '../../domain/tokens/refresh-token.js';
import { isGood } from '../authentication/authentication.js';
import { actorOf } from '../login/login-errors.js';
import { Sessions, type SessionWithToken } from './sessions.js';
import { TokenIssue, type Tokens } from './token-issue.js';

interface Found {
  readonly session: Stored<Session>;
  readonly user: User;
}

/** What the audit calls the use of a token that was used before. */
interface Reused {
  readonly action: 'auth:refresh';
  readonly resourceType: 'session';
  readonly resourceId: string;
}

/** Does not tell the cause. */
class InvalidRefreshToken extends CofferError {
  constructor(readonly reused: boolean) {
    super('invalid_refresh_token', 'The refresh token is not valid: log in again.');
  }
}

/**
 * Exchanges a refresh token for new tokens. Each refresh token works once. If a used one comes again, a thief may
 * hold it or its successor, so the whole session ends [R36]. A client that never received its answer ends its session
 * too [R38].
 */
@Injectable()
export class Refresh {
  constructor(
    private readonly sessions: Sessions,
    private readonly accounts: Accounts,
    private readonly issue: TokenIssue,
    private readonly audit: AuditTrail,
    private readonly roots: Roots,
    private readonly clock: Clock,
  ) {}

  /** `invalid_refresh_token`. */
  async refresh(request: RequestContext, text: string): Promise<Tokens> {
    const token = readRefreshToken(this.roots.derive('refresh-token'), text);
    const found = token && (await this.find(token.sessionId));
    if (!token || !found) throw new InvalidRefreshToken(false);
    const actor = actorOf(found.user);
    const what = { action: 'auth:refresh', resourceType: 'session', resourceId: token.sessionId } as const;
    try {
      this.requireCurrent(token, found.session.value, found.user);
      request.accountId = found.user.id;
      const rotated = await this.audit.mutation(request, actor, what, () => this.rotate(request, token, found));
      return this.issue.tokens(found.user, rotated);
    } catch (error) {
      if (error instanceof InvalidRefreshToken && error.reused) await this.endReused(request, actor, what);
      throw error;
    }
  }

  /**
   * Ends the session, then records why. In this order, a process that dies between leaves no record of an end that did
   * not come. Throws what kept the session alive, so that the request is repeated; a record that cannot be written hides
   * no refusal.
   */
  private async endReused(request: RequestContext, actor: Actor, what: Reused): Promise<void> {
    const [ended] = await Promise.allSettled([this.sessions.revoke(what.resourceId, 'reuse', request.requestId)]);
    const hasEnded = ended.status === 'fulfilled';
    const reason = `a refresh token was used again: its session ${hasEnded ? 'ends' : 'could not be ended'}`;
    // The token is genuine, and the record is the only one that tells why the session ended: it is never only counted.
    request.anonymous = false;
    await this.audit.denied(request, actor, { ...what, decisionId: randomUUID(), reason }).catch((error: unknown) => {
      if (!(error instanceof PartUnavailable)) throw error;
    });
    if (!hasEnded) throw ended.reason;
  }

  private async rotate(request: RequestContext, token: GenuineRefreshToken, first: Found): Promise<SessionWithToken> {
    const rotated = await this.sessions.rotate(first.session, request.requestId, async (session) => {
      // After a lost race, the account may have changed as well.
      const isFirst = session === first.session.value;
      const user = isFirst ? first.user : (await this.accounts.load(session.userId))?.value;
      if (!user) throw new InvalidRefreshToken(false);
      this.requireCurrent(token, session, user);
    });
    if (!rotated) throw new InvalidRefreshToken(false);
    return rotated;
  }

  /** Only a genuine older token of a live session counts as reuse. Nothing else ends a session [R37]. */
  private requireCurrent(token: GenuineRefreshToken, session: Session, user: User): void {
    const { generation, refreshHash, revokedAt } = session;
    if (revokedAt === null && token.generation < generation) throw new InvalidRefreshToken(true);
    const isCurrent = token.generation === generation && sameText(token.hash, refreshHash);
    if (!isCurrent || !isGood({ session, user }, this.clock.now())) throw new InvalidRefreshToken(false);
  }

  private async find(sessionId: string): Promise<Found | null> {
    const session = await this.sessions.load(sessionId);
    const user = session && (await this.accounts.load(session.value.userId));
    return session && user ? { session, user: user.value } : null;
  }
}
