/**
 * HOTP (RFC 4226) with HMAC-SHA-1 and six digits, as authenticator apps use it. The caller checks windows and
 * replays.
 */
export abstract class OneTimePasswords {
  /** The six digits of `counter`. For TOTP (RFC 6238), `counter` is the time step. `seed`: at least 20 bytes. */
  abstract codeAt(seed: Buffer, counter: number): string;
}
