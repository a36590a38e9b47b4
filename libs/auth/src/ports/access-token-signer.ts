/** Makes access tokens in the form of RFC 9068, signed with the newest key. Only the guard verifies them. */
export abstract class AccessTokenSigner {
  /** `now` in milliseconds since 1970; `expiresIn` in seconds. */
  abstract sign(
    subject: { readonly userId: string; readonly sessionId: string; readonly generation: number },
    now: number,
  ): { readonly token: string; readonly expiresIn: number };
}
