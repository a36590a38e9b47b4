import { Injectable } from '@nestjs/common';
import { AuditTrail } from '#audit';
import type { RequestContext } from '#kernel';
import { Accounts, finishing, type User } from '#users';
import type { Session } from '../../domain/session.js';
import { Lockouts } from '../lockout/lockouts.js';
import { Sessions } from '../sessions/sessions.js';
import { TokenIssue, type Tokens } from '../sessions/token-issue.js';
import { actorOf, invalidCredentials } from './login-errors.js';

/** How somebody has proved who they are. */
export interface Proof {
  /** What the audit calls the step that completed the login. */
  readonly action: 'auth:login' | 'auth:mfa-verify';
  /** Whether a second factor was shown that counts for policies and roles. */
  readonly hasSecondFactor: boolean;
}

/** Opens the session of a login that is complete: nothing is asked for any more. */
@Injectable()
export class SessionOpening {
  constructor(
    private readonly accounts: Accounts,
    private readonly sessions: Sessions,
    private readonly issue: TokenIssue,
    private readonly lockouts: Lockouts,
    private readonly audit: AuditTrail,
  ) {}

  /**
   * `user` as it was read with the hash that was verified, or with its challenge. `lastStep` runs inside the intent and
   * throws to refuse: what it uses up, such as a code, is an effect too. `invalid_credentials` when the account moved.
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
   * The session carries the epoch that was read with the verified hash. Whatever moved the account since then did not
   * know of this session, so it is looked at once more [R43].
   */
  private async insert(session: Session, requestId: string): Promise<void> {
    await this.sessions.insert(session, requestId);
    const now = await finishing(() => this.accounts.load(session.userId));
    if (now?.value.state === 'active' && now.value.authEpoch === session.authEpoch) return;
    const isGone = !now || now.value.state === 'deleting' || now.value.state === 'deleted';
    // Whoever deletes the account may have looked for its sessions already.
    if (isGone) await finishing(() => this.sessions.discard(session.id));
    else await finishing(() => this.sessions.revoke(session.id, 'user', requestId));
    throw invalidCredentials();
  }
}
