/** The store as a whole, of either engine. */
export abstract class StoreEngine {
  /** Resolves when the store answers reads and writes; throws PartUnavailable within 2 s otherwise. */
  abstract check(): Promise<void>;
  /** Whether no document was ever kept here: only then may roots of trust be made. */
  abstract isEmpty(): Promise<boolean>;
  /** Finishes what was begun and lets go; idempotent. */
  abstract close(): Promise<void>;
}
