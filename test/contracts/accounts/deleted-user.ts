import type { User } from '#users';

/** The tombstone of an account. */
export function deletedUser(user: User): User {
  const { id } = user;
  const key = `none:${id}`;
  return { ...user, username: `deleted:${id}`, email: null, emailKey: key, state: 'deleted', passwordHash: null };
}
