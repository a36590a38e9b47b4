/** What another system made of a password, made again: bcrypt (Provos and Mazieres 1999). For imported accounts alone. */
export abstract class ImportedHasher {
  /**
   * The whole bcrypt string of `input` under `setting` (`$2b$<cost>$` and 22 characters of salt). Of `input`, as bcrypt
   * does, the first 72 bytes count. Concurrency and waiting are bounded with those of PasswordHasher's kind: `busy`.
   */
  abstract hash(setting: string, input: string): Promise<string>;
}
