/** Tells whether an account holds a role, before the role is removed. Answered from the UserStore, which lies above. */
export abstract class RoleHolders {
  /** Whether an account that is not deleted has the role. Reads the store, never a cache. */
  abstract anyWith(role: string): Promise<boolean>;
}
