import type { PasswordClass } from '../domain/passwords/password-policy.js';

/** What the operator chose for passwords. */
export abstract class PasswordSettings {
  /** Code points. */
  abstract readonly minLength: number;
  abstract readonly requiredClasses: readonly PasswordClass[];
  /** Argon2id memory in KiB, passes and lanes. */
  abstract readonly memoryKib: number;
  abstract readonly iterations: number;
  abstract readonly parallelism: number;
  /** The pepper of the system that hashes were imported from; null: none. */
  abstract readonly importPepper: string | null;
}
