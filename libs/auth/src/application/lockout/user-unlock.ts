import { Injectable } from '@nestjs/common';
import { AuditTrail, type Leaf, type Settlement } from '#audit';
import type { Caller } from '#kernel';
import { Accounts, UserAccess } from '#users';
import { Lockouts } from './lockouts.js';

/** The resource type in the audit. It is not `user`, so that an unlock has its own settlement. */
export const LOCKOUT_RESOURCE = 'lockout';

/** Unlocks a user who failed too often. */
@Injectable()
export class UserUnlock implements Settlement {
  constructor(
    private readonly access: UserAccess,
    private readonly accounts: Accounts,
    private readonly lockouts: Lockouts,
    private readonly audit: AuditTrail,
  ) {}

  /** Needs `user:unlock` on the account. Succeeds also for an account that is not locked. Errors: 404, 403. */
  async unlock(caller: Caller, id: string): Promise<void> {
    const { request, principal } = caller;
    const { value } = await this.access.findToChange(caller, 'user:unlock', id);
    const what = { action: 'user:unlock', resourceType: LOCKOUT_RESOURCE, resourceId: id } as const;
    await this.audit.mutation(request, principal, what, () => this.lockouts.unlock(value.username, request.requestId));
  }

  /**
   * Does an interrupted unlock again, so that its outcome is `succeeded`. A fence cannot tell whether it was done: an
   * unlock does not change the account, and a fence on an absent lockout would take its id and block every login with
   * that name for good.
   */
  async settle({ resource_id: id, request_id: requestId }: Leaf): Promise<'succeeded' | 'failed'> {
    const stored = id === null ? null : await this.accounts.load(id);
    if (!stored) return 'failed';
    await this.lockouts.unlock(stored.value.username, requestId);
    return 'succeeded';
  }
}
