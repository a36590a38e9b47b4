import { Injectable } from '@nestjs/common';
import {
  type Changed,
  Clock,
  CofferError,
  changeDocument,
  type DocumentChange,
  PublishingWindow,
  type Stored,
} from '#kernel';
import { verifiedEmailKey } from '../../domain/accounts/email.js';
import type { User } from '../../domain/accounts/user.js';
import { UserStore } from '../../ports/user.store.js';
import { UserChanges } from './user-changes.js';

const CHANGE_ATTEMPTS = 5;

/**
 * Reads and changes accounts. What reads by an id, a name or an address finds people only, unless its name says
 * otherwise: so nothing that is for people ever reaches a service account [R134]. It needs no keyring, so a command can use it beside a server that locks the
 * keyring.
 */
@Injectable()
export class AccountChanges {
  constructor(
    protected readonly store: UserStore,
    protected readonly changes: UserChanges,
    private readonly clock: Clock,
  ) {}

  /** Null if there is no such account of a person. A deleted account is returned as its tombstone. */
  async load(id: string): Promise<Stored<User> | null> {
    return personOnly(await this.store.users.load(id));
  }

  /** Finds a person by the canonical username. Deleted accounts are not found. */
  async findByUsername(username: string): Promise<Stored<User> | null> {
    return personOnly(await this.store.findByUsername(username));
  }

  /** As {@link load}, an account of either kind. */
  loadOfAnyKind(id: string): Promise<Stored<User> | null> {
    return this.store.users.load(id);
  }

  /** As {@link findByUsername}, an account of either kind: they share their names. */
  findOfAnyKind(username: string): Promise<Stored<User> | null> {
    return this.store.findByUsername(username);
  }

  /**
   * Finds the person's account that the address belongs to: the one that has verified it, or else the one whose username it is.
   * Case and Unicode form do not matter.
   */
  async findByAddress(address: string): Promise<Stored<User> | null> {
    const key = verifiedEmailKey(address);
    return (await this.store.findByEmailKey(key)) ?? (await this.findByUsername(key));
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
  async change(id: string, requestId: string, change: (user: User) => User | Promise<User>): Promise<Stored<User>> {
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
}

/** The account, or null if it is no person's. */
export function personOnly(stored: Stored<User> | null): Stored<User> | null {
  return stored?.value.kind === 'person' ? stored : null;
}

/** The error after lost races: the client should read the account again. */
export function userChangedMeanwhile(): CofferError {
  return new CofferError('conflict', 'The user was being changed at the same time. Read it again.');
}
