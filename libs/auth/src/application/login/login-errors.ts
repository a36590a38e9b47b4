import { CofferError } from '#kernel';
import type { User } from '#users';

/** One error for every way in which a login can fail. */
export function invalidCredentials(): CofferError {
  return new CofferError('invalid_credentials', 'The username or the password is wrong.');
}

/** One error for every way in which a second step can fail that is not the token's. */
export function invalidCode(): CofferError {
  return new CofferError('invalid_code', 'The code is wrong, used or too old.');
}

export function actorOf(user: User): { userId: string; username: string } {
  return { userId: user.id, username: user.username };
}
