import type { AccountKind, Documents, Stored } from '#kernel';
import type { User, UserState } from '../domain/accounts/user.js';

export interface UserFilter {
  readonly kind: AccountKind;
  /** The id of the owner of service accounts; null: those without one. */
  readonly ownerId?: string | null;
  /** A part of the username, in lower case. */
  readonly q?: string;
  /** The name of a role: finds its holders, also those whose assignment has ended. */
  readonly role?: string;
  readonly state?: UserState;
  /** In milliseconds since 1970: finds accounts that have expired by then, or will have. */
  readonly expiresBefore?: number;
}

/** What one look at the accounts found. */
export interface UserScan {
  /** In the order of usernames. */
  readonly found: readonly Stored<User>[];
  /** The username after which the next look goes on. Only null means the end: `found` may be empty before. */
  readonly next: string | null;
}

/** Stores accounts of both kinds. `username` and `emailKey` are unique. `taken` does not say which one is taken: read again to know. */
export abstract class UserStore {
  abstract readonly users: Documents<User>;

  /** Finds by the exact canonical username. Null if there is none. Deleted users are not found. */
  abstract findByUsername(username: string): Promise<Stored<User> | null>;

  /** Finds by the exact folded verified address. Null if there is none. */
  abstract findByEmailKey(emailKey: string): Promise<Stored<User> | null>;

  /**
   * Looks at the next `most` accounts with username > `after`, in the order of usernames, and finds those that match. So its cost is
   * bounded, however rare a match is. Deleted users are found only if `filter` asks for that state. For service accounts, and for
   * those of one owner, there is an index: it looks at no others.
   */
  abstract list(filter: UserFilter, after: string | null, most: number): Promise<UserScan>;

  /** Whether an account of either kind that is not deleted has the role, by an assignment that has not ended at `now`. */
  abstract anyWithRole(role: string, now: number): Promise<boolean>;

  /** How many service accounts there are. Deleted ones do not count. */
  abstract countServices(): Promise<number>;
}
