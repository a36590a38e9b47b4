import { Injectable } from '@nestjs/common';
import { type Caller, CofferError } from '#kernel';
import { UserAccess } from '#users';
import { FactorReset } from './factor-reset.js';

const PERMISSION = 'user:reset-factors';

/** Lets an administrator remove the second factors of another user who has lost them. */
@Injectable()
export class AdminFactorReset {
  constructor(
    private readonly access: UserAccess,
    private readonly resets: FactorReset,
  ) {}

  /**
   * 403, also if the account has permissions that the caller lacks [R51]; 404; `conflict` for the caller's own account,
   * whose factors are changed with a proof of them [R26].
   */
  async reset(caller: Caller, id: string): Promise<void> {
    const stored = await this.access.findToChange(caller, PERMISSION, id);
    const target = { permission: PERMISSION, resourceType: 'user', resourceId: id } as const;
    await this.access.requireNoGain(caller, target, stored.value);
    if (id === caller.principal.userId) {
      throw new CofferError('conflict', 'Change your own second factors at /api/v1/auth/mfa.');
    }
    await this.resets.reset(caller.request, caller.principal, stored);
  }
}
