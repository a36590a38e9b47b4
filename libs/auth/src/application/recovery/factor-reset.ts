import { Injectable } from '@nestjs/common';
import { type Actor, AuditTrail } from '#audit';
import { Clock, CofferError, changedMeanwhile, type RequestContext, type Stored } from '#kernel';
import { Mailer } from '#mail';
import { AccountChanges, NO_SECOND_FACTORS, type User, withSecondFactors } from '#users';
import { notifyOfFactors } from '../notices.js';

/**
 * Removes every second factor of an account with its recovery codes, for an owner who has lost them. All sessions of
 * the account end, the password stays, and a mail tells the owner.
 */
@Injectable()
export class FactorReset {
  constructor(
    private readonly accounts: AccountChanges,
    private readonly mailer: Mailer,
    private readonly audit: AuditTrail,
    private readonly clock: Clock,
  ) {}

  /**
   * `by`: an account, or the name in the audit of an operator who has none. `stored`: as it was when the caller was
   * authorized. `conflict` if it changed since, or the user is being deleted.
   */
  async reset(request: RequestContext, by: Actor | string, stored: Stored<User>): Promise<void> {
    const { value: user, revision } = stored;
    if (user.state !== 'active' && user.state !== 'disabled') {
      throw new CofferError('conflict', 'The user is being deleted, or is not set up yet.');
    }
    const [actor, named] = typeof by === 'string' ? [null, { actorName: by }] : [by, {}];
    const what = { action: 'user:reset-factors', resourceType: 'user', resourceId: user.id, ...named } as const;
    await this.audit.mutation(request, actor, what, async () => {
      const after = withSecondFactors(user, NO_SECOND_FACTORS, this.clock.now());
      if (!(await this.accounts.publish(after, revision, request.requestId))) throw changedMeanwhile('account');
      notifyOfFactors(this.mailer, user, 'reset');
    });
  }
}
