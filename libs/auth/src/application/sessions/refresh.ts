import { Injectable } from '@nestjs/common';
import { AuditTrail } from '#audit';
import { Clock, CofferError, type RequestContext, Roots, type Stored, sameText } from '#kernel';
import { Accounts, type User } from '#users';
import type { Session } from '../../domain/session.js';
import { type GenuineRefreshToken, readRefreshToken } from '../../domain/tokens/refresh-token.js';
import { isGood } from '../authentication/authentication.js';
import { actorOf } from '../login/login-errors.js';
import { ReusedTokens } from './reused-tokens.js';
import { Sessions, type SessionWithToken } from './sessions.js';
import { TokenIssue, type Tokens } from './token-issue.js';

interface Found {
  readonly session: Stored<Session>;
  readonly user: User;
}

/** What a genuine token shows that is refused. `reused`: it was used before. `of-ended`: a reuse has ended its session. */
type Shown = 'nothing' | 'reused' | 'of-ended';

/** Does not tell the cause. */
class InvalidRefreshToken extends CofferError {
  constructor(readonly shown: Shown = 'nothing') {
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
    private readonly reused: ReusedTokens,
    private readonly audit: AuditTrail,
    private readonly roots: Roots,
    private readonly clock: Clock,
  ) {}

  /** `invalid_refresh_token`. */
  async refresh(request: RequestContext, text: string): Promise<Tokens> {
    const token = readRefreshToken(this.roots.derive('refresh-token'), text);
    const found = token && (await this.find(token.sessionId));
    if (!token || !found) throw new InvalidRefreshToken();
    const actor = actorOf(found.user);
    const what = { action: 'auth:refresh', resourceType: 'session', resourceId: token.sessionId } as const;
    try {
      this.requireCurrent(token, found.session.value, found.user);
      request.accountId = found.user.id;
      const rotated = await this.audit.mutation(request, actor, what, () => this.rotate(request, token, found));
      return this.issue.tokens(found.user, rotated);
    } catch (error) {
      const reuse = { request, actor, sessionId: token.sessionId };
      const shown = error instanceof InvalidRefreshToken ? error.shown : 'nothing';
      if (shown === 'reused') await this.reused.end(reuse);
      if (shown === 'of-ended') await this.reused.comeBack(reuse);
      throw error;
    }
  }

  private async rotate(request: RequestContext, token: GenuineRefreshToken, first: Found): Promise<SessionWithToken> {
    const rotated = await this.sessions.rotate(first.session, request.requestId, async (session) => {
      // After a lost race, the account may have changed as well.
      const isFirst = session === first.session.value;
      const user = isFirst ? first.user : (await this.accounts.load(session.userId))?.value;
      if (!user) throw new InvalidRefreshToken();
      this.requireCurrent(token, session, user);
    });
    if (!rotated) throw new InvalidRefreshToken();
    return rotated;
  }

  /** Only a genuine older token of a live session counts as reuse. Nothing else ends a session [R37]. */
  private requireCurrent(token: GenuineRefreshToken, session: Session, user: User): void {
    const { generation, refreshHash, revokedAt, revokedBecause } = session;
    if (revokedBecause === 'reuse') throw new InvalidRefreshToken('of-ended');
    if (revokedAt === null && token.generation < generation) throw new InvalidRefreshToken('reused');
    const isCurrent = token.generation === generation && sameText(token.hash, refreshHash);
    if (!isCurrent || !isGood({ session, user }, this.clock.now())) throw new InvalidRefreshToken();
  }

  private async find(sessionId: string): Promise<Found | null> {
    const session = await this.sessions.load(sessionId);
    const user = session && (await this.accounts.load(session.value.userId));
    return session && user ? { session, user: user.value } : null;
  }
}
