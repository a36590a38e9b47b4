/** Who holds a role: answered by `users`, which lies above; asked before a role is removed. */
export abstract class RoleHolders {
  /** Whether any account that is not deleted is assigned `role`. Reads the store, never a cache. */
  abstract anyWith(role: string): Promise<boolean>;
}
