import { Injectable } from '@nestjs/common';
import { AuditTrail } from '#audit';
import { type AccountAction, type Caller, Clock, changedMeanwhile, type Stored } from '#kernel';
import { Mailer } from '#mail';
import { Accounts, finishing, hasCountingFactor, type SecondFactors, type User, withSecondFactors } from '#users';
import type { FactorChange } from '../../domain/mails.js';
import { hasFreshFactor, provenAgain, type Session, withoutFactorShown } from '../../domain/session.js';
import { AuthSettings } from '../../ports/auth.settings.js';
import { Admission } from '../authentication/admission.js';
import { notifyOfFactors } from '../notices.js';
import { PresentSession } from '../sessions/present-session.js';
import { Sessions } from '../sessions/sessions.js';

/** How a change affects the caller's session: not at all, it has shown a second factor, or it no longer has one. */
const OUTCOMES = {
  'goes-on': (session: Session) => session,
  'has-shown-second-factor': (session: Session, now: number) => provenAgain(session, true, now),
  'has-no-second-factor': withoutFactorShown,
} as const;
type SessionOutcome = keyof typeof OUTCOMES;

export interface Change {
  readonly action: AccountAction;
  readonly notice: FactorChange;
  readonly session: SessionOutcome;
}

/** Changes the caller's second factors by one compare-and-set. Ends every other session and mails a notice. */
@Injectable()
export class FactorChanges {
  constructor(
    private readonly present: PresentSession,
    private readonly accounts: Accounts,
    private readonly sessions: Sessions,
    private readonly admission: Admission,
    private readonly settings: AuthSettings,
    private readonly mailer: Mailer,
    private readonly audit: AuditTrail,
    private readonly clock: Clock,
  ) {}

  /**
   * The caller's account as it is now. `unauthenticated` if the session has ended [R41]. If the account has a factor
   * that counts, the session must have shown one within 5 minutes, or the refusal is audited:
   * `second_factor_required`. Otherwise a password or an e-mail code would be enough to replace the stronger factor
   * [R26].
   */
  async own(caller: Caller, action: AccountAction): Promise<Stored<User>> {
    const { session, user } = await this.present.of(caller.principal);
    const isGuarded = hasCountingFactor(user.value.secondFactors, this.settings.emailCountsAsMfa);
    if (!isGuarded || hasFreshFactor(session.value, this.clock.now())) return user;
    return this.admission.refuse(caller, action, 'second_factor_required');
  }

  /**
   * `make` throws to refuse; it runs inside the audited intent. `conflict` if the account changed since it was read.
   */
  async apply(
    { principal, request }: Caller,
    stored: Stored<User>,
    { action, notice, session }: Change,
    make: () => SecondFactors | Promise<SecondFactors>,
  ): Promise<void> {
    const what = { action, resourceType: 'user', resourceId: stored.value.id } as const;
    await this.audit.mutation(request, principal, what, async () => {
      const after = withSecondFactors(stored.value, await make(), this.clock.now());
      await this.publish(after, stored.revision, request.requestId);
      // In case somebody else made the change.
      notifyOfFactors(this.mailer, stored.value, notice);
      const become = (before: Session) => OUTCOMES[session](before, this.clock.now());
      await finishing(() => this.sessions.adopt(principal.credential, after.authEpoch, request.requestId, become));
    });
  }

  /** Publishes a change that affects no factor in use: no session ends. `conflict`. */
  async publish(after: User, expected: number, requestId: string): Promise<void> {
    if (await this.accounts.publish(after, expected, requestId)) return;
    throw changedMeanwhile('account');
  }
}
