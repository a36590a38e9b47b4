/** How long keys are kept: unwrapped in memory [R86], and after a rotation. */
export abstract class KeySettings {
  /** At most so many ring keys are cached, and so many descriptors. */
  abstract readonly cachedRingKeys: number;
  /** At most so many keys that were derived for single values are cached. */
  abstract readonly cachedDerivedKeys: number;
  /** How long each of them is cached at most, in milliseconds: 300,000 or less [R90]. */
  abstract readonly cachedKeyMs: number;
  /** How long after an activation something may still be written under the older version, in milliseconds. */
  abstract readonly settleMs: number;
  /** How long a retired version still opens before it is destroyed, in milliseconds. */
  abstract readonly destroyAfterMs: number;
}

/** The defaults. A cached derived key takes about 0.5 KiB, so that 10,000 of them take about 5 MiB. */
export const DEFAULT_KEY_SETTINGS: KeySettings = {
  cachedRingKeys: 1_000,
  cachedDerivedKeys: 10_000,
  cachedKeyMs: 300_000,
  // 31 s: 1 s for the age of the descriptor that seals, and 30 s in which a request may publish what it has sealed.
  settleMs: 31_000,
  // 30 days.
  destroyAfterMs: 2_592_000_000,
};
