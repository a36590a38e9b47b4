import type { CredentialKind } from '../domain/accounts/user.js';

/** A PHC string and the version of the pepper under it. */
export interface PasswordHash {
  readonly phc: string;
  readonly pepperVersion: number;
}

/** What is hashed: what was made of one kind verifies as no other. `bcrypt`: an imported bcrypt string. */
export type HashedKind = CredentialKind | 'bcrypt';

/**
 * Argon2id (RFC 9106) over the peppered text. Concurrency is bounded and waiting is bounded: past the queue it
 * throws CofferError('busy') with the seconds after which to try again [R7].
 */
export abstract class PasswordHasher {
  /** Shows the configured costs [R4] and was made with the newest pepper. */
  abstract hash(text: string, kind: HashedKind): Promise<PasswordHash>;

  /**
   * Whether `text` is the one. Takes the same time for a null hash, for which a dummy is verified [R13]. Never
   * throws on a mismatch.
   */
  abstract verify(hash: PasswordHash | null, text: string, kind: HashedKind): Promise<boolean>;

  /** Whether the costs or the pepper have risen since `hash` was made [R6]. */
  abstract isOutdated(hash: PasswordHash): boolean;
}
