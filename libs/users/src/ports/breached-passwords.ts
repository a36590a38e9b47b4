/** The passwords that other sites lost, as far as the operator has a list of them (NIST SP 800-63B-4 section 3.1.1.2). */
export abstract class BreachedPasswords {
  /** False as well if the list cannot be read now: then nobody could choose a password. `password`: NFC. */
  abstract includes(password: string): Promise<boolean>;
}
