import { Injectable } from '@nestjs/common';
import { AuditTrail } from '#audit';
import { Clock, type RequestContext } from '#kernel';
import { Accounts, finishing, isUsable, type User } from '#users';
import type { Session } from '../../domain/session.js';
import { Lockouts } from '../lockout/lockouts.js';
import { Sessions } from '../sessions/sessions.js';
import { TokenIssue, type Tokens } from '../sessions/token-issue.js';
import { actorOf, invalidCredentials } from './login-errors.js';

/** How a user has proved who they are. */
export interface Proof {
  /** The audited action of the step that completed the login. */
  readonly action: 'auth:login' | 'auth:mfa-verify';
  /** Whether the user showed a second factor that counts for policies and roles. */
  readonly hasSecondFactor: boolean;
}

/** Opens the session of a complete login. No other service opens sessions. */
@Injectable()
export class SessionOpening {
  constructor(
    private readonly accounts: Accounts,
    private readonly sessions: Sessions,
    private readonly issue: TokenIssue,
    private readonly lockouts: Lockouts,
    private readonly audit: AuditTrail,
    private readonly clock: Clock,
  ) {}

  /**
   * `user`: as it was read when the credential was verified. `lastStep` throws to refuse; it runs inside the audited
   * intent, since it may use up a code. `invalid_credentials` if the account changed meanwhile.
   */
  async open(
    request: RequestContext,
    user: User,
    { action, hasSecondFactor }: Proof,
    lastStep: () => Promise<void> = async () => {},
  ): Promise<Tokens> {
    const opened = this.sessions.prepare(user, request, hasSecondFactor);
    const what = { action, resourceType: 'session', resourceId: opened.session.id } as const;
    await this.audit.mutation(request, actorOf(user), what, async () => {
      await lastStep();
      await this.insert(opened.session, request.requestId);
    });
    await this.lockouts.complete(request, user);
    return this.issue.tokens(user, opened);
  }

  /**
   * Stores the session, then reads the account once more [R43]. The session carries the epoch that was read with the
   * verified hash: a change since then could not end this session, because it did not exist yet.
   */
  private async insert(session: Session, requestId: string): Promise<void> {
    await this.sessions.insert(session, requestId);
    const now = await finishing(() => this.accounts.load(session.userId));
    if (now && isUsable(now.value, this.clock.now()) && now.value.authEpoch === session.authEpoch) return;
    const isGone = !now || now.value.state === 'deleting' || now.value.state === 'deleted';
    // A deletion may already have collected the sessions of the account.
    if (isGone) await finishing(() => this.sessions.discard(session.id));
    else await finishing(() => this.sessions.revoke(session.id, 'user', requestId));
    throw invalidCredentials();
  }
}
