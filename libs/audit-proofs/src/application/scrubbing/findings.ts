import type { AuditAlarm } from '#audit';
import type { DamagedTile } from '../tree/damaged-tile.js';

/** Findings of a pass that the log of the server names, each in a line. */
const MOST_TOLD = 10;

/**
 * - `intact`: this node has found nothing since its last whole pass, or since it began to look. - `altered`: a record or a
 *   tile is not what was signed. - `off`: nobody looks.
 */
export type ScrubState = 'intact' | 'altered' | 'off';

/** What a look at old records has found, for the operator and for the trail. */
export class Findings {
  private found = 0;
  private altered = false;
  /** The first finding of a pass, until the trail has it. */
  private unrecorded: string | null = null;

  constructor(
    private readonly alarm: AuditAlarm,
    private readonly write: (what: string) => Promise<void>,
  ) {}

  get state(): Exclude<ScrubState, 'off'> {
    return this.altered ? 'altered' : 'intact';
  }

  /** Of this pass. */
  get count(): number {
    return this.found;
  }

  /** Whether the next one is named. */
  get areFew(): boolean {
    return this.found < MOST_TOLD;
  }

  async add(damages: readonly DamagedTile[]): Promise<void> {
    for (const damage of damages) {
      const { level, index } = damage.at;
      const what = `the audit in the store was altered: tile ${level}/${index}: ${damage.why}`;
      if (this.areFew) this.alarm.raise(what, damage);
      if (this.found === 0) this.unrecorded = what;
      this.found += 1;
      this.altered = true;
    }
    await this.record();
  }

  /** On the trail. Tried again until it can be written. */
  async record(): Promise<void> {
    if (this.unrecorded === null) return;
    const what = this.unrecorded;
    await this.write(what).then(
      () => {
        this.unrecorded = null;
      },
      () => {},
    );
  }

  /** `isWhole`: it looked at all tiles. Only such a pass, if it found nothing, says that what was found before is gone. */
  endPass(isWhole: boolean): void {
    if (this.found > MOST_TOLD)
      this.alarm.raise(`the audit in the store was altered in ${this.found} places; the first are named`, null);
    if (isWhole) this.altered = this.found > 0;
    this.found = 0;
  }

  /** Another node looks now, and finds it again. */
  forget(): void {
    [this.found, this.altered] = [0, false];
  }
}
