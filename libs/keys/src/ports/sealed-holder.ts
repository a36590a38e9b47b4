/** The result of one page of a pass over the values under a ring. */
export interface ResealedPage {
  /** Where the next page begins; null: this was the last one. */
  readonly next: string | null;
  /** How many values were examined. */
  readonly examined: number;
  /** How many of them were sealed again under the active version. */
  readonly resealed: number;
  /** How many of them stayed under an older version, because they do not open or were being changed. */
  readonly failed: number;
}

/**
 * The names of all features that keep values sealed under rings. A process works on rotations only if each of these has
 * registered. Otherwise the values of a missing one would be overlooked, and their keys destroyed.
 */
export const SEALED_HOLDERS = ['canary', 'second-factors', 'secrets', 'sensitive-data', 'wraps'] as const;
export type SealedHolderName = (typeof SEALED_HOLDERS)[number];

/**
 * A feature that keeps values sealed under rings. A rotation asks it to seal them again, because only the feature knows
 * the context of each value. Each value is opened, sealed again and published by one compare-and-set. After a lost race
 * the value is left to the next pass.
 */
export interface SealedHolder {
  readonly name: SealedHolderName;

  /** Whether the feature keeps values under this ring. */
  holds(ring: string): boolean;

  /** About how many values there are under `ring`. Shown as progress; nothing depends on it. */
  estimate(ring: string): Promise<number>;

  /**
   * Works on one page: at most 200 values after `place` (null: from the first). Each value that is sealed under a
   * version of `ring` below `version` is sealed again under the active one. PartUnavailable when the store or the
   * keyring does not answer: the page is then repeated.
   */
  reseal(ring: string, version: number, place: string | null): Promise<ResealedPage>;
}
