import type { PasswordClass } from '../domain/passwords/password-policy.js';

/** The operator's settings for passwords. */
export abstract class PasswordSettings {
  /** In code points. */
  abstract readonly minLength: number;
  abstract readonly requiredClasses: readonly PasswordClass[];
  /** The lowest score that a new password may have, 0 to 4. */
  abstract readonly minScore: number;
  /** Memory of Argon2id in KiB. */
  abstract readonly memoryKib: number;
  /** Passes of Argon2id. */
  abstract readonly iterations: number;
  /** Lanes of Argon2id. */
  abstract readonly parallelism: number;
  /** The pepper of the system that accounts were imported from; null if it has none. */
  abstract readonly importPepper: string | null;
}
