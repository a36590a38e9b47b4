import { CofferError, type Stored } from '#kernel';
import type { User } from '../../domain/accounts/user.js';
import { canonicalUsername } from '../../domain/accounts/username.js';
import type { UserStore } from '../../ports/user.store.js';
import { personOnly } from './account-changes.js';

/** The person's account with the name that an operator typed. Throws `not_found`, which does not repeat the name. */
export async function namedAccount(
  accounts: Pick<UserStore, 'findByUsername'>,
  typedName: string,
): Promise<Stored<User>> {
  const username = canonicalUsername(typedName);
  const found = username === null ? null : personOnly(await accounts.findByUsername(username));
  if (!found) throw new CofferError('not_found', 'No account has this name.');
  return found;
}
