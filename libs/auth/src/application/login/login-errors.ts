import { CofferError } from '#kernel';
import type { User } from '#users';

/** The one error for every way in which a login can fail. */
export function invalidCredentials(): CofferError {
  return new CofferError('invalid_credentials', 'The username or the password is wrong.');
}

/** The one error for every code that is not accepted. */
export function invalidCode(): CofferError {
  return new CofferError('invalid_code', 'The code is wrong, used or expired.');
}

export function actorOf(user: User): { userId: string; username: string } {
  return { userId: user.id, username: user.username };
}
