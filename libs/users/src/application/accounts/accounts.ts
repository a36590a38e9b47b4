import { Injectable } from '@nestjs/common';
import { idTaken, isIdTaken } from '#idempotency';
import { Clock, CofferError, tooSlow } from '#kernel';
import { KeyRings } from '#keys';
import type { User } from '../../domain/accounts/user.js';
import { isAddressLike } from '../../domain/accounts/username.js';
import { UserStore } from '../../ports/user.store.js';
import { AccountChanges } from './account-changes.js';
import { UserChanges } from './user-changes.js';

/** Creates, reads and changes accounts. Every write of a server to an account goes through here. */
@Injectable()
export class Accounts extends AccountChanges {
  constructor(
    store: UserStore,
    private readonly keyRings: KeyRings,
    changes: UserChanges,
    clock: Clock,
  ) {
    super(store, changes, clock);
  }

  /**
   * Creates the account with its key ring, the ring first: one insert then makes the account visible and complete. A
   * crash in between leaves an empty ring that no account uses. Throws `username_taken`, or `busy` if this request took
   * so long that another node has fenced its id and shredded its ring.
   */
  async open(user: User, requestId: string): Promise<void> {
    try {
      await this.openUnder(user, requestId);
    } catch (error) {
      throw isIdTaken(error) ? tooSlow() : error;
    }
  }

  /**
   * As {@link open}, for an id that several requests may use. Throws `id_taken` if another request has created the
   * account or the id was fenced. The ring is shredded only when no request can create the account any more.
   */
  async openUnder(user: User, requestId: string): Promise<void> {
    await this.makeRing(user.id, requestId);
    if ((await this.store.users.insert(user, requestId)) === 'inserted') return;
    await this.store.users.fence(user.id, requestId);
    if (await this.loadOfAnyKind(user.id)) throw idTaken();
    await this.keyRings.shred(user.id, requestId);
    throw (await this.nameTaken(user)) ?? idTaken();
  }

  /** Removes an account that was never used, if it is still at `revision`: first the document, then the ring. */
  async discard(id: string, revision: number, requestId: string): Promise<boolean> {
    const removed = await this.store.users.remove(id, revision);
    this.changes.changed(id);
    if (removed) await this.keyRings.shred(id, requestId);
    return removed;
  }

  /** The error for a username that another account has, or has verified as its address. Null: neither. */
  async nameTaken({ id, username }: User): Promise<CofferError | null> {
    const namesake = await this.findOfAnyKind(username);
    if (namesake && namesake.value.id !== id) return new CofferError('username_taken', 'The username is taken.');
    const owner = isAddressLike(username) ? await this.findByAddress(username) : null;
    if (!owner || owner.value.id === id) return null;
    return new CofferError(
      'username_taken',
      'The username is taken, or it is the verified address of another account.',
    );
  }

  private async makeRing(userId: string, requestId: string): Promise<void> {
    try {
      await this.keyRings.createFor(userId, requestId);
    } catch (error) {
      throw error instanceof CofferError && error.code === 'not_found' ? idTaken() : error;
    }
  }
}
