import type { KeyObject } from 'node:crypto';

/** A key for keyed hashes, and which version of the account's ring it comes from. */
export interface OwnerKey {
  readonly version: number;
  readonly key: KeyObject;
}

/** Keys that belong to accounts. When the ring of an account is destroyed, nobody can make its keys again. */
export abstract class OwnerKeySource {
  /** The key of the newest version. Errors: `busy` if the account is being deleted; PartUnavailable. */
  abstract newest(userId: string): Promise<OwnerKey>;

  /** The key of a version; null if it was destroyed. Errors: PartUnavailable. */
  abstract of(userId: string, version: number): Promise<KeyObject | null>;
}
