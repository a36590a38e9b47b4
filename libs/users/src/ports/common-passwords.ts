/** Passwords that everybody tries first: a maintained list (NIST SP 800-63B-4 section 3.1.1.2) [R3]. */
export abstract class CommonPasswords {
  /** Whether `password` (NFC) is on the list as it is, or is one that is on it once both are folded. */
  abstract includes(password: string): Promise<boolean>;
}
