/** The store as a whole. Each store implements it. */
export abstract class StoreEngine {
  /** Resolves when the store answers reads and writes; throws PartUnavailable within 2 s otherwise. */
  abstract check(): Promise<void>;
  /** Whether no document was ever stored. Only then may roots of trust be made. */
  abstract isEmpty(): Promise<boolean>;
  /** Finishes what has begun, then releases everything. Idempotent. */
  abstract close(): Promise<void>;
}
