import type { AuditAlarm } from '#audit';
import type { TileStore } from '../../ports/tile.store.js';

/** A position counts tiles of level 0 from here on; what is above counts passes. So it only rises. */
const PASS = 2 ** 32;
/** The position is kept after so many tiles. A kill repeats as many. */
const KEPT_EVERY = 64;

/**
 * Where the look at old records is. The store keeps it for the next node that takes the place, and whoever can alter the
 * store can alter it. So it is read once, when the place is taken.
 */
export class ScrubPlace {
  private kept: number;

  private constructor(
    private readonly tiles: TileStore,
    private pass: number,
    /** The tile of level 0 that is next. */
    public index: number,
  ) {
    this.kept = pass + index;
  }

  /** At `stored`, if a pass over `full` tiles can be there. Otherwise at the first tile, with an alarm. */
  static taken(tiles: TileStore, stored: number, full: number, alarm: AuditAlarm): ScrubPlace {
    const index = stored % PASS;
    if (Number.isSafeInteger(stored + PASS) && stored >= 0 && index <= full)
      return new ScrubPlace(tiles, stored - index, index);
    alarm.raise('the position of the look at old records was altered in the store; it begins anew', null);
    return new ScrubPlace(tiles, 0, 0);
  }

  /** The next pass begins, at the first tile. */
  rewind(): void {
    this.pass += PASS;
    this.index = 0;
  }

  /** Keeps the position: at once, or rarely. A store that has a higher one keeps that. */
  async keep(when: 'now' | 'rarely'): Promise<void> {
    const position = this.pass + this.index;
    if (!Number.isSafeInteger(position) || (when === 'rarely' && position - this.kept < KEPT_EVERY)) return;
    await this.tiles.scrub(position);
    this.kept = position;
  }
}
