import type { Principal } from '#kernel';
import { roleEndsOf, rolesAt, type User } from '#users';

/** `account`: a service account that can be used. `credential`: the id of its key or binding. `limits`: of a key. */
export function programPrincipal(
  account: User,
  credential: string,
  now: number,
  { scope, networks }: Pick<Principal, 'scope' | 'networks'> = {},
): Principal {
  return {
    kind: 'service',
    ...{ userId: account.id, username: account.username },
    ...{ roles: rolesAt(account, now), roleEnds: roleEndsOf(account), scope, networks },
    ...{ credential, authenticatedAt: 0, mfaAt: null, passwordChangeRequired: false },
  };
}
