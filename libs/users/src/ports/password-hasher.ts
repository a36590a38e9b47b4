import type { CredentialKind } from '../domain/accounts/user.js';

/** A PHC string, and the version of its pepper. */
export interface PasswordHash {
  readonly phc: string;
  readonly pepperVersion: number;
}

/** The kind of the hashed text. A hash of one kind matches no other kind. `bcrypt`: an imported bcrypt string. */
export type HashedKind = CredentialKind | 'bcrypt';

/** Where the wish for a hash came from. It decides who goes first, and who is refused, when many wait. */
export interface HashOrigin {
  /** The client's address in its canonical form. Null: it is not known. */
  readonly address: string | null;
  /** Whether the account knows the network of the address. */
  readonly isTrusted: boolean;
}

/**
 * Argon2id (RFC 9106) of the peppered text. Both running and waiting hashes are bounded. If too many wait, it throws
 * `busy` with the seconds after which to try again [R7].
 */
export abstract class PasswordHasher {
  /**
   * Hashes with the configured costs [R4] and the newest pepper. `origin`: null if the caller has proved who
   * they are, or is the server itself. `busy` as well if the hash could not be computed, for example for want of memory.
   */
  abstract hash(text: string, kind: HashedKind, origin?: HashOrigin | null): Promise<PasswordHash>;

  /**
   * Whether `text` matches. For a null hash it verifies a dummy, takes the same time, and returns false [R13]. A mismatch
   * never throws. `busy` as {@link hash}: it is then unknown whether `text` matches. `ways`: costs of other hashes, as
   * `m=65536,t=3,p=1`. Each of them, the configured ones and those of `hash` are spent once, whether or not it matches.
   */
  abstract verify(
    hash: PasswordHash | null,
    text: string,
    kind: HashedKind,
    origin?: HashOrigin | null,
    ways?: readonly string[],
  ): Promise<boolean>;

  /** Whether the costs or the pepper have risen since `hash` was made [R6]. */
  abstract isOutdated(hash: PasswordHash): boolean;
}
