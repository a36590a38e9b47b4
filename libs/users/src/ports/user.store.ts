import type { Documents, Stored } from '#kernel';
import type { User, UserState } from '../domain/accounts/user.js';

export interface UserFilter {
  /** Case-folded part of the username. */
  readonly q?: string;
  readonly role?: string;
  readonly state?: UserState;
}

/** Accounts. `username` and `emailKey` are unique; `taken` does not say which: re-read to find out. */
export abstract class UserStore {
  abstract readonly users: Documents<User>;

  /** By canonical username, exactly; null when there is none. Deleted users are not found. */
  abstract findByUsername(username: string): Promise<Stored<User> | null>;

  /** By folded verified address, exactly. */
  abstract findByEmailKey(emailKey: string): Promise<Stored<User> | null>;

  /** Up to `limit` users with username > `after`, in the order of usernames; deleted ones only if asked for by state. */
  abstract list(filter: UserFilter, after: string | null, limit: number): Promise<Stored<User>[]>;

  /** Whether a user that is not deleted has `role`. */
  abstract anyWithRole(role: string): Promise<boolean>;
}
