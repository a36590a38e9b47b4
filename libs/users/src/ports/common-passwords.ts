/** A maintained list of common passwords (NIST SP 800-63B-4 section 3.1.1.2) [R3]. */
export abstract class CommonPasswords {
  /** Whether `password` (NFC) is on the list, directly or once both are folded. */
  abstract includes(password: string): Promise<boolean>;
}
