/** The store as a whole. Each store implements it. */
export abstract class StoreEngine {
  /** Resolves when the store answers reads and writes; throws PartUnavailable within 2 s otherwise. */
  abstract check(): Promise<void>;
  /** Whether no document was ever stored. Only then may roots of trust be made. */
  abstract isEmpty(): Promise<boolean>;
  /**
   * The bytes that can still be stored, on the disk of the store. Null: the store does not tell. Throws PartUnavailable.
   */
  abstract freeBytes(): Promise<number | null>;
  /** Finishes what has begun, then releases everything. Idempotent. */
  abstract close(): Promise<void>;
}
