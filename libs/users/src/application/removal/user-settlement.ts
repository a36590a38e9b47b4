import { Injectable } from '@nestjs/common';
import { type Leaf, PersonalErasure, type Settlement, unpublished } from '#audit';
import { Clock } from '#kernel';
import { KeyRings } from '#keys';
import { UserStore } from '../../ports/user.store.js';
import { AdministratorRoster } from '../accounts/administrator-roster.js';
import { isRemoval, UserRemoval } from './user-removal.js';

/** Settles audit intents about accounts, and finishes what their requests left half done. */
@Injectable()
export class UserSettlement implements Settlement {
  constructor(
    private readonly store: UserStore,
    private readonly keyRings: KeyRings,
    private readonly removal: UserRemoval,
    private readonly roster: AdministratorRoster,
    private readonly erasure: PersonalErasure,
    private readonly clock: Clock,
  ) {}

  async settle(intent: Leaf): Promise<'succeeded' | 'failed' | 'unknown'> {
    const { resource_id: id, request_id: requestId } = intent;
    if (id === null) return 'failed';
    if (intent.action === 'audit:erase') {
      // It publishes nothing that could be fenced, so an erasure that was begun is always finished.
      await this.erasure.finish(id, requestId);
      return 'succeeded';
    }
    const published = await this.store.users.fence(id, requestId);
    const stored = await this.store.users.load(id);
    if (!stored) {
      // The account was never created or was removed again, and the fence keeps it so. Its ring may exist.
      await this.keyRings.shred(id, requestId);
      return 'failed';
    }
    const halfDeleted = stored.value.state === 'deleting';
    if (halfDeleted) await this.removal.finish(stored.value, requestId);
    await this.roster.settle(id, requestId);
    // A repeated DELETE does not publish `deleting` again. It has succeeded, since it is finished here.
    if (published || (halfDeleted && isRemoval(intent.action))) return 'succeeded';
    return unpublished(intent, this.clock.now());
  }
}
