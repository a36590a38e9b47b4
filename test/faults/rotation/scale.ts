import { IS_THOROUGH } from '../support/rounds.js';

/** How much a site holds. */
export interface Filling {
  readonly rings: number;
  /** Sealed values. */
  readonly values: number;
}

/** And how often it is killed. */
export interface Scale extends Filling {
  /** Kills at random points. */
  readonly kills: number;
  /** The longest that a process lives on after its rotations have begun, in milliseconds. */
  readonly longestLifeMs: number;
  /** Of the boundaries, every so manyth. */
  readonly share: number;
}

/** More rings than one call re-wraps. */
const REDUCED: Scale = { rings: 220, values: 200, kills: 1, longestLifeMs: 500, share: 20 };
const THOROUGH: Scale = { rings: 2_000, values: 5_000, kills: 20, longestLifeMs: 4_000, share: 1 };

export const SCALE: Scale = IS_THOROUGH ? THOROUGH : REDUCED;
