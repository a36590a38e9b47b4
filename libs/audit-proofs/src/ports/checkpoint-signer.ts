/** A version of the signing key. */
export interface SignerKey {
  readonly version: number;
  /** Ed25519: 32 bytes (RFC 8032). */
  readonly publicKey: Buffer;
}

/**
 * Signs with the log's key, which never leaves the keyring, or only as a ring of it. Ed25519, pure: the message is not
 * hashed before (RFC 8032).
 *
 * Errors: PartUnavailable('keyring') within 2 s, of which SigningRefused is one. OutcomeUnknown when the answer of `add` was lost: it is
 * safe to call again.
 */
export abstract class CheckpointSigner {
  /** Every version, ascending. Empty: there is no key yet. */
  abstract keys(): Promise<readonly SignerKey[]>;

  /** Makes version `next` (the highest plus 1), durably. `exists`: it is there already. RangeError for any other version. */
  abstract add(next: number): Promise<'created' | 'exists'>;

  /** The signature, 64 bytes. PartUnavailable if there is no such version. */
  abstract sign(version: number, message: Buffer): Promise<Buffer>;
}
