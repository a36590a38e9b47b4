/** Bounds of what is kept unwrapped in memory [R86]. */
export abstract class KeySettings {
  /** Ring keys, and descriptors, at most. */
  abstract readonly cachedRingKeys: number;
  /** Keys derived from them for single values, at most. */
  abstract readonly cachedDerivedKeys: number;
  /** How long any of them may live: milliseconds, at most 300,000 [R90]. */
  abstract readonly cachedKeyMs: number;
  /** How long after an activation something may still be written under the older version: milliseconds. */
  abstract readonly settleMs: number;
  /** How long a retired version still opens before it is destroyed: milliseconds. */
  abstract readonly destroyAfterMs: number;
}

/** The bounds of product.md; a derived key costs about 0.5 KiB. */
export const DEFAULT_KEY_SETTINGS: KeySettings = {
  cachedRingKeys: 1_000,
  cachedDerivedKeys: 10_000,
  cachedKeyMs: 300_000,
  // A descriptor may be 1 s old when it seals, and a request gives up publishing after 30 s.
  settleMs: 31_000,
  destroyAfterMs: 2_592_000_000,
};
