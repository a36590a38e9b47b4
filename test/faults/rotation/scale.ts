import { IS_THOROUGH } from '../support/rounds.js';

/** The amount of data on a site. */
export interface Filling {
  readonly rings: number;
  /** Number of sealed values. */
  readonly values: number;
}

/** The amount of data on a site, and how often its servers are killed. */
export interface Scale extends Filling {
  /** Number of kills at random points. */
  readonly kills: number;
  /** Milliseconds. A process is killed within this time after its rotations have begun. */
  readonly longestLifeMs: number;
  /** Kill at every nth boundary. */
  readonly share: number;
}

/** More rings than one call re-wraps. */
const REDUCED: Scale = { rings: 220, values: 200, kills: 1, longestLifeMs: 500, share: 20 };
const THOROUGH: Scale = { rings: 2_000, values: 5_000, kills: 20, longestLifeMs: 4_000, share: 1 };

export const SCALE: Scale = IS_THOROUGH ? THOROUGH : REDUCED;
