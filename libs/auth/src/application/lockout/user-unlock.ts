import { Injectable } from '@nestjs/common';
import { AuditTrail, type Leaf, type Settlement } from '#audit';
import type { Caller } from '#kernel';
import { Accounts, UserAccess } from '#users';
import { Lockouts } from './lockouts.js';

/** What the audit calls it: beside the account and not a part of it, so that it has a settlement of its own. */
export const LOCKOUT_RESOURCE = 'lockout';

/** Lets somebody try again who failed too often. */
@Injectable()
export class UserUnlock implements Settlement {
  constructor(
    private readonly access: UserAccess,
    private readonly accounts: Accounts,
    private readonly lockouts: Lockouts,
    private readonly audit: AuditTrail,
  ) {}

  /** `user:unlock` on the account; 404, 403. Also for an account that is not locked. */
  async unlock(caller: Caller, id: string): Promise<void> {
    const { request, principal } = caller;
    const { value } = await this.access.findToChange(caller, 'user:unlock', id);
    const what = { action: 'user:unlock', resourceType: LOCKOUT_RESOURCE, resourceId: id } as const;
    await this.audit.mutation(request, principal, what, () => this.lockouts.unlock(value.username, request.requestId));
  }

  /**
   * An unlocking that was cut off is done again, which is harmless, so that `succeeded` is true. It publishes nothing on the
   * account, whose settlement would say `failed`; and a fence on the attempts themselves would, where there are none, take
   * their id for good, and with it every login.
   */
  async settle({ resource_id: id, request_id: requestId }: Leaf): Promise<'succeeded' | 'failed'> {
    const stored = id === null ? null : await this.accounts.load(id);
    if (!stored) return 'failed';
    await this.lockouts.unlock(stored.value.username, requestId);
    return 'succeeded';
  }
}
