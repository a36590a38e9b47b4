import { Injectable } from '@nestjs/common';
import { type Actor, AuditTrail } from '#audit';
import { type Principal, type RequestContext, Roots } from '#kernel';
import { Accounts } from '#users';
import { readRefreshToken } from '../../domain/tokens/refresh-token.js';
import { unauthenticated } from '../../domain/tokens/token-refusals.js';
import { actorOf } from '../login/login-errors.js';
import { Sessions } from './sessions.js';

/** Ends a session and all its tokens. */
@Injectable()
export class Logout {
  constructor(
    private readonly sessions: Sessions,
    private readonly accounts: Accounts,
    private readonly audit: AuditTrail,
    private readonly roots: Roots,
  ) {}

  /** Ends the session of the access token, or else that of the refresh token. `unauthenticated` without either. */
  async logout(request: RequestContext, principal: Principal | null, refreshToken: string | null): Promise<void> {
    if (principal) return this.end(request, principal, principal.credential);
    const token = refreshToken === null ? null : readRefreshToken(this.roots.derive('refresh-token'), refreshToken);
    if (!token) throw unauthenticated('nothing to end');
    const session = await this.sessions.load(token.sessionId);
    // The session has ended already. No record: a replayed token must not fill the audit.
    if (!session || session.value.revokedAt !== null) return;
    const user = await this.accounts.load(session.value.userId);
    await this.end(request, user && actorOf(user.value), token.sessionId);
  }

  private async end(request: RequestContext, actor: Actor | null, sessionId: string): Promise<void> {
    const what = { action: 'auth:logout', resourceType: 'session', resourceId: sessionId } as const;
    await this.audit.mutation(request, actor, what, () => this.sessions.revoke(sessionId, 'logout', request.requestId));
  }
}
