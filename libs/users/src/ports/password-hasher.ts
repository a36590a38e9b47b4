import type { CredentialKind } from '../domain/accounts/user.js';

/** A PHC string, and the version of its pepper. */
export interface PasswordHash {
  readonly phc: string;
  readonly pepperVersion: number;
}

/** The kind of the hashed text. A hash of one kind matches no other kind. `bcrypt`: an imported bcrypt string. */
export type HashedKind = CredentialKind | 'bcrypt';

/**
 * Argon2id (RFC 9106) of the peppered text. Both running and waiting hashes are bounded. If too many wait, it throws
 * `busy` with the seconds after which to try again [R7].
 */
export abstract class PasswordHasher {
  /** Hashes with the configured costs [R4] and the newest pepper. */
  abstract hash(text: string, kind: HashedKind): Promise<PasswordHash>;

  /**
   * Whether `text` matches. For a null hash it verifies a dummy, takes the same time, and returns false [R13]. A mismatch
   * never throws.
   */
  abstract verify(hash: PasswordHash | null, text: string, kind: HashedKind): Promise<boolean>;

  /** Whether the costs or the pepper have risen since `hash` was made [R6]. */
  abstract isOutdated(hash: PasswordHash): boolean;
}
