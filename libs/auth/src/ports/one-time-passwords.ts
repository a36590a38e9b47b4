/** HOTP (RFC 4226): HMAC-SHA-1 and six digits, as every authenticator app has it. Windows and replays are the caller's. */
export abstract class OneTimePasswords {
  /** The code of `counter` (of a time step, for RFC 6238), six digits. `seed`: at least 20 bytes. */
  abstract codeAt(seed: Buffer, counter: number): string;
}
