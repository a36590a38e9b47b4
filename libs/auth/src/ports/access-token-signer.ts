/** Makes access tokens (RFC 9068 in shape, signed with the newest key); the guard alone verifies them. */
export abstract class AccessTokenSigner {
  /** `now` in milliseconds since 1970; `expiresIn` in seconds. */
  abstract sign(
    subject: { readonly userId: string; readonly sessionId: string; readonly generation: number },
    now: number,
  ): { readonly token: string; readonly expiresIn: number };
}
