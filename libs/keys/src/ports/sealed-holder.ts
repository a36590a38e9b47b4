/** What one page of a pass over a ring's values came to. */
export interface ResealedPage {
  /** Where to go on; null: that was the last page. */
  readonly next: string | null;
  /** Values looked at. */
  readonly examined: number;
  /** Of those: sealed anew under the active version. */
  readonly resealed: number;
  /** Of those: under an older version and not sealed anew, because they do not open or were being changed. */
  readonly failed: number;
}

/**
 * Everything that keeps values sealed under rings. A literal list: rotations are worked on only where each of these has
 * registered, since values of one that is missing would look as if there were none, and their keys be destroyed.
 */
export const SEALED_HOLDERS = ['canary', 'second-factors', 'secrets', 'sensitive-data'] as const;
export type SealedHolderName = (typeof SEALED_HOLDERS)[number];

/**
 * A feature that keeps values sealed under rings, asked when a ring rotates: it alone knows what a value was sealed
 * for. Every value is opened, sealed again and published by compare-and-set; a lost race is left to the next pass.
 */
export interface SealedHolder {
  readonly name: SealedHolderName;

  /** Whether it keeps values under this ring. */
  holds(ring: string): boolean;

  /** How many values of `ring` there are, about: for progress alone. */
  estimate(ring: string): Promise<number>;

  /**
   * One page (at most 200 values) after `place` (null: the first): every value sealed under a version of `ring` lower
   * than `version` is sealed anew under the active one. Throws PartUnavailable when a part is away: the page is repeated.
   */
  reseal(ring: string, version: number, place: string | null): Promise<ResealedPage>;
}
