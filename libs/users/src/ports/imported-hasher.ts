import type { HashOrigin } from './password-hasher.js';

/** Computes the hash of another system again: bcrypt (Provos and Mazieres 1999). Only imported accounts need it. */
export abstract class ImportedHasher {
  /**
   * The whole bcrypt string of `input` under `setting` (`$2b$<cost>$` and 22 characters of salt). Only the first 72 bytes
   * of `input` count, as in bcrypt. Throws `busy` if too many wait, as PasswordHasher does.
   */
  abstract hash(setting: string, input: string, origin?: HashOrigin | null): Promise<string>;
}
