import { Injectable } from '@nestjs/common';
import type { Caller } from '#kernel';
import { UserRemoval } from '#users';
import { RESOURCE, ServiceAccountLookup } from './service-account-lookup.js';

const PERMISSION = 'service_account:delete';

/** Deletes service accounts, in the steps in which every account is deleted. */
@Injectable()
export class ServiceAccountRemoval {
  constructor(
    private readonly lookup: ServiceAccountLookup,
    private readonly removal: UserRemoval,
  ) {}

  /** Its credentials stop to work with the first step. Throws what UserRemoval throws. May be repeated until it is done. */
  async remove(caller: Caller, nameOrId: string): Promise<void> {
    const stored = await this.lookup.findToChange(caller, PERMISSION, nameOrId);
    const { id, username } = stored.value;
    const about = { resourceType: RESOURCE, resourceId: id, resourceName: username };
    await this.removal.destroy(caller, { action: PERMISSION, ...about }, stored);
  }
}
