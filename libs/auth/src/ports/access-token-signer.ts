import type { TokenVia } from '../domain/tokens/access-claims.js';

/** Whom an access token is of, and what it ends with. */
export interface TokenSubject {
  readonly userId: string;
  /** The id of the session, or of the binding. */
  readonly sessionId: string;
  readonly generation: number;
  /** Default: `session`. */
  readonly via?: TokenVia;
}

/** Makes access tokens in the form of RFC 9068, signed with the newest key. Only the guard verifies them. */
export abstract class AccessTokenSigner {
  /** `now` in milliseconds since 1970; `expiresIn` in seconds. `atMost`: in seconds, for a token that ends earlier than others. */
  abstract sign(
    subject: TokenSubject,
    now: number,
    atMost?: number,
  ): { readonly token: string; readonly expiresIn: number };
}
