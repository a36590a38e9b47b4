import { Injectable } from '@nestjs/common';
import { idTaken, isIdTaken } from '#idempotency';
import {
  type Changed,
  Clock,
  CofferError,
  changeDocument,
  type DocumentChange,
  PublishingWindow,
  type Stored,
  tooSlow,
} from '#kernel';
import { KeyRings } from '#keys';
import { verifiedEmailKey } from '../../domain/accounts/email.js';
import type { User } from '../../domain/accounts/user.js';
import { UserStore } from '../../ports/user.store.js';
import { UserChanges } from './user-changes.js';

const CHANGE_ATTEMPTS = 5;

/** Reads and writes accounts. Every write of this process to an account goes through here. */
@Injectable()
export class Accounts {
  constructor(
    private readonly store: UserStore,
    private readonly keyRings: KeyRings,
    private readonly changes: UserChanges,
    private readonly clock: Clock,
  ) {}

  /** Null if there is no such account. A deleted account is returned as its tombstone. */
  load(id: string): Promise<Stored<User> | null> {
    return this.store.users.load(id);
  }

  /** Finds by canonical username. Deleted accounts are not found. */
  findByUsername(username: string): Promise<Stored<User> | null> {
    return this.store.findByUsername(username);
  }

  /** Finds the account whose verified address this is. Case and Unicode form do not matter. */
  findByVerifiedEmail(address: string): Promise<Stored<User> | null> {
    return this.store.findByEmailKey(verifiedEmailKey(address));
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
    if (await this.load(user.id)) throw idTaken();
    await this.keyRings.shred(user.id, requestId);
    if (await this.findByUsername(user.username)) throw new CofferError('username_taken', 'The username is taken.');
    throw idTaken();
  }

  /** Publishes `user` if the stored revision is still `expected`; otherwise returns false. */
  async publish(user: User, expected: number, requestId: string): Promise<boolean> {
    try {
      return (await this.store.users.replace(user, expected, requestId)) === 'published';
    } finally {
      // Also after an error: a write whose answer was lost may have landed.
      this.changes.changed(user.id);
    }
  }

  /**
   * Publishes what `change` makes of the account, and calls it again after each lost race. `change` may throw to refuse.
   * Throws `not_found`, `conflict` after five lost races, and `busy` if the publishing window has closed.
   */
  async change(id: string, requestId: string, change: (user: User) => User): Promise<Stored<User>> {
    const { stored } = await this.changeBy({
      ...{ id, requestId, change },
      window: new PublishingWindow(this.clock),
      attempts: CHANGE_ATTEMPTS,
      absent: () => {
        throw new CofferError('not_found', 'There is no such user.');
      },
      lost: () => {
        throw userChangedMeanwhile();
      },
    });
    return stored;
  }

  /** {@link changeDocument} on the account. The caches of this process drop the account after each write. */
  changeBy<A extends User | null = never, L extends null = never>(
    change: Omit<DocumentChange<User, A, L>, 'written'>,
  ): Promise<Changed<User> | (null extends A | L ? null : never)> {
    return changeDocument(this.store.users, { ...change, written: () => this.changes.changed(change.id) });
  }

  /** After it resolves, no write that was sent for `requestId` can change the account any more. */
  async fence(id: string, requestId: string): Promise<void> {
    await this.store.users.fence(id, requestId);
    this.changes.changed(id);
  }

  /** Removes an account that was never used, if it is still at `revision`: first the document, then the ring. */
  async discard(id: string, revision: number, requestId: string): Promise<boolean> {
    const removed = await this.store.users.remove(id, revision);
    this.changes.changed(id);
    if (removed) await this.keyRings.shred(id, requestId);
    return removed;
  }

  private async makeRing(userId: string, requestId: string): Promise<void> {
    try {
      await this.keyRings.createFor(userId, requestId);
    } catch (error) {
      throw error instanceof CofferError && error.code === 'not_found' ? idTaken() : error;
    }
  }
}

/** The error after lost races: the client should read the account again. */
export function userChangedMeanwhile(): CofferError {
  return new CofferError('conflict', 'The user was being changed at the same time. Read it again.');
}
