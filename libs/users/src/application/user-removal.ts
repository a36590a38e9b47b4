import { Injectable } from '@nestjs/common';
import { AuditTrail } from '#audit';
import { type Caller, Clock, type Stored } from '#kernel';
import { KeyRings } from '#keys';
import { tombstoneOf, type User, withState } from '../domain/user.js';
import { Accounts } from './accounts.js';
import { finishing } from './finishing.js';
import { UserAccess } from './user-access.js';
import { UserPublisher } from './user-publisher.js';

export interface Removal {
  readonly id: string;
  /** Milliseconds since 1970: when the key ring was certainly gone. */
  readonly destroyedAt: number;
}

/**
 * Deletes an account in three steps: `deleting` (nobody uses it from here on), its key ring, a tombstone in its place.
 * Each may be repeated; a repeated DELETE, or the settlement of its intent, finishes what a crash left.
 */
@Injectable()
export class UserRemoval {
  constructor(
    private readonly access: UserAccess,
    private readonly publisher: UserPublisher,
    private readonly accounts: Accounts,
    private readonly keyRings: KeyRings,
    private readonly audit: AuditTrail,
    private readonly clock: Clock,
  ) {}

  async remove(caller: Caller, id: string): Promise<Removal> {
    const stored = await this.access.findToChange(caller, 'user:delete', id);
    const what = { action: 'user:delete', resourceType: 'user', resourceId: id } as const;
    const { requestId } = caller.request;
    return this.audit.mutation(caller.request, caller.principal, what, async () => {
      await this.begin(stored, requestId);
      return finishing(() => this.finish(id, requestId));
    });
  }

  /** Destroys the ring and puts the tombstone in place. Only for an account that is `deleting` or already deleted. */
  async finish(id: string, requestId: string): Promise<Removal> {
    await this.keyRings.shred(id, requestId);
    const destroyedAt = this.clock.now();
    await this.accounts.change(id, requestId, (user) =>
      user.state === 'deleted' ? user : tombstoneOf(user, destroyedAt),
    );
    return { id, destroyedAt };
  }

  private async begin(stored: Stored<User>, requestId: string): Promise<void> {
    if (stored.value.state === 'deleting') return;
    await this.publisher.publish(stored, withState(stored.value, 'deleting', this.clock.now()), requestId);
  }
}
