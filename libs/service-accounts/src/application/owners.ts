import { Injectable } from '@nestjs/common';
import { type Caller, Clock, type CofferError, invalidField, newId, type Stored } from '#kernel';
import { Authorizer } from '#policies';
import { Accounts, canonicalUsername, everyAccount, isUsable, type User, UserStore, withOwner } from '#users';
import { isLeaving } from '../domain/service-account.js';

/** The people who answer for service accounts. An owner gets mails about the account, and no permission by it. */
@Injectable()
export class Owners {
  constructor(
    private readonly accounts: Accounts,
    private readonly store: UserStore,
    private readonly authorizer: Authorizer,
    private readonly clock: Clock,
  ) {}

  /**
   * The id of the owner that a request names; undefined: the caller. Anybody whom the caller may see can be named. The
   * error is the same for people who are hidden, absent or cannot log in now, and for service accounts.
   */
  async resolve(caller: Caller, typed: string | undefined): Promise<string> {
    const { principal } = caller;
    const ownName = principal.kind === 'person' ? principal.username : undefined;
    const username = typed === undefined ? ownName : canonicalUsername(typed);
    if (username === undefined) throw invalidField('owner', 'required', 'owner is needed: a program owns no account.');
    if (username === null) throw noOwner();
    if (username === ownName) return principal.userId;
    const isVisible =
      (await this.authorizer.decide(caller, 'user:read', username)).allowed ||
      (await this.authorizer.decide(caller, 'user:list', username)).allowed;
    const found = await this.accounts.findByUsername(username);
    if (!isVisible || !found || !isUsable(found.value, this.clock.now())) throw noOwner();
    return found.value.id;
  }

  /** The id of the person with this name, for a filter; null if there is none. */
  async idOf(typed: string): Promise<string | null> {
    const username = canonicalUsername(typed);
    const found = username === null ? null : await this.accounts.findByUsername(username);
    return found?.value.id ?? null;
  }

  /**
   * Call it after the account was written with its owner. If the owner is being deleted, the sweep of their accounts may
   * have ended before: then nobody owns the account.
   */
  async afterWrite(stored: Stored<User>, requestId: string): Promise<Stored<User>> {
    const { id, ownerId } = stored.value;
    const owner = ownerId === null ? null : await this.accounts.load(ownerId);
    if (ownerId === null || (owner && !isLeaving(owner.value))) return stored;
    return (await this.disown(id, ownerId, requestId)) ?? stored;
  }

  /** Leaves the service accounts of a person who is being deleted without an owner. Resolves to how many. Repeatable. */
  async sweep(ownerId: string): Promise<number> {
    let left = 0;
    for await (const { value } of everyAccount(this.store, { kind: 'service', ownerId })) {
      if (await this.disown(value.id, ownerId, newId())) left += 1;
    }
    return left;
  }

  /** Null if somebody else owns the account by now, or if it is gone. */
  private async disown(id: string, ownerId: string, requestId: string): Promise<Stored<User> | null> {
    const changed = await this.accounts.changeBy<null>({
      ...{ id, requestId },
      change: (user) => (user.ownerId === ownerId ? withOwner(user, null, this.clock.now()) : null),
      absent: () => null,
    });
    return changed?.stored.value.ownerId === null ? changed.stored : null;
  }
}

function noOwner(): CofferError {
  return invalidField('owner', 'unknown_user', 'owner must be the username of an active person whom you may see.');
}
