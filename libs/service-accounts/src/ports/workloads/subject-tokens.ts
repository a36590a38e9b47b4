import type { Claims } from '../../domain/workloads/claims.js';
import type { TokenAlgorithm } from '../../domain/workloads/identity-provider.js';

/** What a token says of itself. Nothing of it is verified. */
export interface ClaimedToken {
  readonly issuer: string;
  /** The only audience. */
  readonly audience: string;
}

/** The public keys of one provider, ready to verify with. Only the adapter looks inside. */
export interface KeySet {
  /** How many keys can verify a signature of the provider. */
  readonly size: number;
}

/** What a token must be. */
export interface Expected {
  readonly issuer: string;
  readonly audience: string;
  readonly algorithms: readonly TokenAlgorithm[];
  /** Milliseconds since 1970. */
  readonly now: number;
}

export interface VerifiedToken {
  readonly claims: Claims;
  /** Milliseconds since 1970. */
  readonly expiresAt: number;
}

/** The token is refused. `message` says why, for the audit, and repeats nothing of the token. */
export class TokenRefused extends Error {
  override readonly name: string = 'TokenRefused';
}

/** No key of the set has the token's `kid`: the provider may have a newer key. */
export class UnknownKey extends TokenRefused {
  override readonly name = 'UnknownKey';

  constructor() {
    super('the provider has no key with its kid');
  }
}

/** Reads and verifies the tokens (JWT) of identity providers. */
export abstract class SubjectTokens {
  /**
   * Whose token it claims to be. Throws {@link TokenRefused} for what is no signed JWT, and for a header that brings a
   * key or demands an extension (`jwk`, `jku`, `x5c`, `x5u`, `crit`). Uses no network.
   */
  abstract claimed(token: string): ClaimedToken;

  /**
   * The usable keys of a key set (RFC 7517). Leaves out keys that are not public, not for signatures, or of another kind
   * than `algorithms` need. Null: the JSON is no key set, or has more than 100 keys.
   */
  abstract keySet(jwks: unknown, algorithms: readonly TokenAlgorithm[]): Promise<KeySet | null>;

  /**
   * Verifies signature, issuer, the only audience, and the times: it must have `exp` and `iat`, must not have expired,
   * and must have been issued in the last 24 h. Other clocks may be 30 s ahead. Throws {@link UnknownKey} or
   * {@link TokenRefused}.
   */
  abstract verify(token: string, keys: KeySet, expected: Expected): Promise<VerifiedToken>;
}
