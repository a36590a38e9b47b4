import { Injectable } from '@nestjs/common';
import { AuditTrail } from '#audit';
import { type AccountAction, type Caller, Clock, changedMeanwhile, type Stored } from '#kernel';
import { Mailer } from '#mail';
import {
  Accounts,
  finishing,
  hasCountingFactor,
  type SecondFactors,
  type User,
  verifiedAddressOf,
  withSecondFactors,
} from '#users';
import { type FactorChange, factorsChangedMail } from '../../domain/mails.js';
import { hasFreshFactor, provenAgain, type Session, withoutFactorShown } from '../../domain/session.js';
import { AuthSettings } from '../../ports/auth.settings.js';
import { Admission } from '../authentication/admission.js';
import { PresentSession } from '../sessions/present-session.js';
import { Sessions } from '../sessions/sessions.js';

/** What a change makes of the session that made it: it goes on, and may have shown a second factor by it, or lost its last. */
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

/** Publishes other second factors of one's own account: one compare-and-set, every other session ends, a mail tells. */
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
   * The caller's account, at a revision at which their session stands; `unauthenticated` otherwise [R41]. Where it has a
   * factor that counts, the session has just shown one, or is audited as refused: a password or an e-mail code that could
   * put another factor in its place would be worth as much [R26]. `second_factor_required`.
   */
  async own(caller: Caller, action: AccountAction): Promise<Stored<User>> {
    const { session, user } = await this.present.of(caller.principal);
    const isGuarded = hasCountingFactor(user.value.secondFactors, this.settings.emailCountsAsMfa);
    if (!isGuarded || hasFreshFactor(session.value, this.clock.now())) return user;
    return this.admission.refuse(caller, action, 'second_factor_required');
  }

  /** `make` runs inside the intent and throws to refuse. `conflict` when the account moved since it was read. */
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
      this.tell(stored.value, notice);
      const become = (before: Session) => OUTCOMES[session](before, this.clock.now());
      await finishing(() => this.sessions.adopt(principal.sessionId, after.authEpoch, request.requestId, become));
    });
  }

  /** What changes no factor that is in force: no session ends. */
  async publish(after: User, expected: number, requestId: string): Promise<void> {
    if (await this.accounts.publish(after, expected, requestId)) return;
    throw changedMeanwhile('account');
  }

  /** Whoever did not do it must hear of it [R25], by an address that was known to be theirs before. */
  private tell(user: User, notice: FactorChange): void {
    const to = verifiedAddressOf(user) ?? user.secondFactors.email?.address;
    if (to !== undefined) this.mailer.post({ to, ...factorsChangedMail(user.username, notice) });
  }
}
