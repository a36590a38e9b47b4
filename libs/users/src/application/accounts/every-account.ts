import type { Stored } from '#kernel';
import type { User } from '../../domain/accounts/user.js';
import type { UserFilter, UserScan, UserStore } from '../../ports/user.store.js';

const ACCOUNTS_A_LOOK = 500;

/** All accounts that match, in the order of usernames. It reads the whole store bit by bit: not for a request. */
export async function* everyAccount(store: UserStore, filter: UserFilter): AsyncGenerator<Stored<User>, void> {
  for (let after: string | null | undefined = null; after !== undefined; ) {
    const { found, next }: UserScan = await store.list(filter, after, ACCOUNTS_A_LOOK);
    yield* found;
    after = next ?? undefined;
  }
}
