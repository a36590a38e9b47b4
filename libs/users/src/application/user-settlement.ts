import { Injectable } from '@nestjs/common';
import type { Leaf, Settlement } from '#audit';
import { KeyRings } from '#keys';
import { UserStore } from '../ports/user.store.js';
import { AdministratorRoster } from './administrator-roster.js';
import { UserRemoval } from './user-removal.js';

/** Tells what became of an intent about an account, and finishes what its maker left half done. */
@Injectable()
export class UserSettlement implements Settlement {
  constructor(
    private readonly store: UserStore,
    private readonly keyRings: KeyRings,
    private readonly removal: UserRemoval,
    private readonly roster: AdministratorRoster,
  ) {}

  async settle({ resource_id: id, request_id: requestId }: Leaf): Promise<'succeeded' | 'failed'> {
    if (id === null) return 'failed';
    const published = await this.store.users.fence(id, requestId);
    const stored = await this.store.users.load(id);
    if (!stored) {
      // An account that was not made, or was taken back, and now never will be: its ring may have been made for it.
      await this.keyRings.shred(id, requestId);
      return 'failed';
    }
    if (stored.value.state === 'deleting') await this.removal.finish(id, requestId);
    await this.roster.reconcile(id, requestId);
    return published ? 'succeeded' : 'failed';
  }
}
