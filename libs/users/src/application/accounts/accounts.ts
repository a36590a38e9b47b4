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

/** Accounts as the features above read and write them: every write of this process to an account goes through here. */
@Injectable()
export class Accounts {
  constructor(
    private readonly store: UserStore,
    private readonly keyRings: KeyRings,
    private readonly changes: UserChanges,
    private readonly clock: Clock,
  ) {}

  /** Null: no such account. A deleted one is its tombstone. */
  load(id: string): Promise<Stored<User> | null> {
    return this.store.users.load(id);
  }

  /** By canonical username; deleted accounts have none. */
  findByUsername(username: string): Promise<Stored<User> | null> {
    return this.store.findByUsername(username);
  }

  /** Whose verified address this is, in whatever form it is typed. */
  findByVerifiedEmail(address: string): Promise<Stored<User> | null> {
    return this.store.findByEmailKey(verifiedEmailKey(address));
  }

  /**
   * Makes the account with its key ring. The ring comes first: the one insert that makes the account visible makes it
   * whole, and what a crash leaves before it is a ring without data that no account names. `username_taken`; `busy`
   * where this request was given up for dead, and so its id fenced and its ring shredded.
   */
  async open(user: User, requestId: string): Promise<void> {
    try {
      await this.openUnder(user, requestId);
    } catch (error) {
      throw isIdTaken(error) ? tooSlow() : error;
    }
  }

  /**
   * As {@link open}, for an id that several requests may come with: `id_taken` where another has made its account, or
   * where the id was fenced. The ring goes only once nobody can make the account any more.
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

  /** Publishes `user` if its revision is still `expected`; false when it moved. */
  async publish(user: User, expected: number, requestId: string): Promise<boolean> {
    try {
      return (await this.store.users.replace(user, expected, requestId)) === 'published';
    } finally {
      // Also after an error: a write whose answer was lost may have landed.
      this.changes.changed(user.id);
    }
  }

  /**
   * Publishes what `change` makes of the account, again on what a lost race has left. `change` may throw to stop; the
   * account must exist. `conflict` after five lost races; `busy` once it has taken too long.
   */
  async change(id: string, requestId: string, change: (user: User) => User): Promise<Stored<User>> {
    const window = new PublishingWindow(this.clock);
    for (let attempt = 0; attempt < CHANGE_ATTEMPTS; attempt++) {
      const stored = await this.load(id);
      if (!stored) throw new CofferError('not_found', 'There is no such user.');
      const value = change(stored.value);
      window.requireOpen();
      if (await this.publish(value, stored.revision, requestId)) return { value, revision: stored.revision + 1 };
    }
    throw new CofferError('conflict', 'The user was being changed at the same time. Read it again.');
  }

  /** {@link changeDocument} on the account. The caches of this process drop the account after each write. */
  changeBy<A extends User | null = never, L extends null = never>(
    change: Omit<DocumentChange<User, A, L>, 'written'>,
  ): Promise<Changed<User> | (null extends A | L ? null : never)> {
    return changeDocument(this.store.users, { ...change, written: () => this.changes.changed(change.id) });
  }

  /** Takes back an account that was never used, if it is still at `revision`: the document, then the ring. */
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

const CHANGE_ATTEMPTS = 5;
