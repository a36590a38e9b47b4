import { Injectable } from '@nestjs/common';
import { AuditTrail } from '#audit';
import { type Caller, isId, type Permission, type Stored } from '#kernel';
import type { User } from '#users';
import type { Binding } from '../../domain/workloads/binding.js';
import { BindingStore } from '../../ports/workloads/binding.store.js';
import { ServiceAccountLookup } from '../service-account-lookup.js';
import { BINDING } from './workload-resources.js';

export interface FoundBinding {
  readonly account: User;
  readonly stored: Stored<Binding>;
}

/** Finds a binding of a service account for a caller. */
@Injectable()
export class BindingLookup {
  constructor(
    private readonly accounts: ServiceAccountLookup,
    private readonly store: BindingStore,
    private readonly audit: AuditTrail,
  ) {}

  /** The binding, if the caller holds `permission` on the account. `forbidden`, `not_found` (audited). */
  async find(caller: Caller, permission: Permission, nameOrId: string, bindingId: string): Promise<FoundBinding> {
    return this.of(caller, permission, (await this.accounts.find(caller, permission, nameOrId)).value, bindingId);
  }

  /** As {@link find}, before the caller decides who acts as the account: `forbidden` as well if it may do more [R51]. */
  async findToAct(caller: Caller, permission: Permission, nameOrId: string, bindingId: string): Promise<FoundBinding> {
    return this.of(caller, permission, (await this.accounts.findToAct(caller, permission, nameOrId)).value, bindingId);
  }

  absent(caller: Caller, action: Permission, bindingId: string): Promise<never> {
    return this.audit.absent(
      caller,
      { action, resourceType: BINDING, reason: 'the account has no such binding' },
      bindingId,
    );
  }

  private async of(caller: Caller, permission: Permission, account: User, id: string): Promise<FoundBinding> {
    const stored = isId(id) ? await this.store.bindings.load(id) : null;
    const isIts = stored?.value.accountId === account.id && stored.value.endedAt === null;
    return isIts ? { account, stored } : this.absent(caller, permission, id);
  }
}
