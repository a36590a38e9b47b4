/** A key that may sign, as the head remembers it. */
export interface HeadKey {
  readonly version: number;
  /** base64 of 32 bytes. */
  readonly publicKey: string;
  /** When it stops signing, in milliseconds since 1970. Null: not planned. */
  readonly until: number | null;
}

/** What the log may have signed: every later checkpoint extends it. */
export interface SignedHead {
  /** Counts the origins, from 1. */
  readonly epoch: number;
  readonly origin: string;
  /** 0: nothing was signed under this origin yet. */
  readonly size: number;
  /** base64 of 32 bytes: the root at that size. */
  readonly root: string;
  /** All keys, ascending. The first signature of a key comes after it stands here. */
  readonly keys: readonly HeadKey[];
}

/**
 * The signing head, in the keyring's domain: a restored or changed store does not take it back. It is changed by
 * compare-and-set before each signature.
 *
 * Errors: PartUnavailable('keyring') within 2 s, when nothing was changed. OutcomeUnknown when the answer was lost: read again.
 */
export abstract class SigningHead {
  /** Null: nothing was ever signed. `revision` is for {@link advance}. */
  abstract read(): Promise<{ readonly head: SignedHead; readonly revision: number } | null>;

  /** Writes the head, durably. False, and nothing is changed, if its revision is not `revision` (0: there is no head). */
  abstract advance(head: SignedHead, revision: number): Promise<boolean>;
}
