import { Injectable } from '@nestjs/common';
import { type Leaf, type Settlement, unpublished } from '#audit';
import { Clock, CofferError, changeDocument, newId, Roots } from '#kernel';
import { Accounts, AdministratorRoster, everyAccount, type User, UserStore } from '#users';
import { SETUP_ID, type Setup, setupTokenHash } from '../../domain/setup.js';
import { SetupStore } from '../../ports/setup.store.js';

/** Finishes an interrupted setup: at each start, and when its intent is settled. */
@Injectable()
export class SetupCompletion implements Settlement {
  constructor(
    private readonly store: SetupStore,
    private readonly users: UserStore,
    private readonly accounts: Accounts,
    private readonly roster: AdministratorRoster,
    private readonly roots: Roots,
    private readonly clock: Clock,
  ) {}

  /**
   * Finishes what a crash left. Removes the pending accounts of setups that lost. `open`: there is no administrator
   * yet; call {@link prepare} then.
   */
  async finish(): Promise<'open' | 'done'> {
    const userId = (await this.store.setups.load(SETUP_ID))?.value.userId ?? null;
    if (userId === null) return 'open';
    await this.activate(userId, newId());
    for await (const { value, revision } of everyAccount(this.users, { kind: 'person', state: 'pending' })) {
      if (value.id !== userId) await this.accounts.discard(value.id, revision, newId());
    }
    return 'done';
  }

  /** Stores the setup token. Does nothing once setup is done. `expiresAt`: milliseconds since 1970; null: never. */
  async prepare({ value, expiresAt }: { value: string; expiresAt: number | null }): Promise<void> {
    const tokenHash = setupTokenHash(this.roots.derive('one-time-token'), value);
    const open: Setup = { id: SETUP_ID, state: 'open', tokenHash, tokenExpiresAt: expiresAt, userId: null };
    await changeDocument(this.store.setups, {
      id: SETUP_ID,
      requestId: newId(),
      change: ({ state }) => (state === 'done' ? null : open),
      absent: () => open,
      lost: () => {
        throw new CofferError('conflict', 'Several nodes are starting at once. Start this one again.');
      },
    });
  }

  /**
   * Activates the pending account that won the setup. May be repeated. `as`: the account as the winning request made
   * it: another request may have overwritten the pending account before it lost.
   */
  async activate(userId: string, requestId: string, as?: User): Promise<User> {
    const stored = await this.accounts.load(userId);
    const user =
      stored?.value.state === 'pending'
        ? (await this.accounts.change(userId, requestId, (current) => activated(current, as))).value
        : stored?.value;
    if (!user) throw new CofferError('internal_error', 'The account of the first administrator is missing.');
    await this.roster.reconcile(userId, { requestId });
    return user;
  }

  async settle(intent: Leaf): Promise<'succeeded' | 'failed' | 'unknown'> {
    const published = await this.store.setups.fence(SETUP_ID, intent.request_id);
    await this.finish();
    return published ? 'succeeded' : unpublished(intent, this.clock.now());
  }
}

/** The epoch does not rise: a pending account has no sessions. */
function activated(current: User, as: User = current): User {
  return current.state === 'pending' ? { ...as, state: 'active' } : current;
}
