import type { AuditAlarm, AuditLog, AuditTrail, SweepPlace } from '#audit';
import { type Clock, ownRequest, PeriodicJobs } from '#kernel';
import { TILE_WIDTH } from '../../domain/tree/tiles.js';
import type { TileStore } from '../../ports/tile.store.js';
import type { DamagedTile } from '../tree/damaged-tile.js';
import { TileCheck } from './tile-check.js';

/** A pass over all tiles begins so long after the one before it ended, in milliseconds. */
const PASS_EVERY_MS = 86_400_000;
/** The position is kept after so many tiles. A kill repeats as many. */
const KEPT_EVERY = 64;
/** Findings of a pass that the log of the server names, each in a line. */
const MOST_TOLD = 10;
/** A position counts tiles of level 0 from here on; what is above counts passes. So it only rises. */
const PASS = 2 ** 32;

/** - `intact`: the last look found nothing. - `altered`: a record or a tile is not what was signed. - `off`: nobody looks. */
export type ScrubState = 'intact' | 'altered' | 'off';

export interface ScrubParts {
  readonly log: Pick<AuditLog, 'read' | 'first'>;
  readonly tiles: TileStore;
  readonly place: Pick<SweepPlace, 'hold'>;
  readonly trail: Pick<AuditTrail, 'failed'>;
  readonly alarm: AuditAlarm;
  readonly clock: Clock;
}

/**
 * Looks again at the old records and tiles, slowly, on the node that holds the place of the sweeper: nothing else reads them,
 * so a change of them would be found by an auditor alone. It goes on where the last look ended, and begins anew a day after
 * it was through. What it finds changes no checkpoint: those bind the records as they were.
 */
export class TreeScrub {
  private readonly jobs: PeriodicJobs;
  private readonly check: TileCheck;
  private readonly tilesARound: number;
  private position: number | null = null;
  private kept = 0;
  private restUntil = Number.NEGATIVE_INFINITY;
  private found = 0;
  private altered = false;
  private failing = false;

  /** `perSecond`: records that are looked at in a second. 0: none are. */
  constructor(
    private readonly parts: ScrubParts,
    private readonly perSecond: number,
  ) {
    const { log, tiles, clock } = parts;
    this.check = new TileCheck(log, tiles, clock);
    this.tilesARound = Math.max(1, Math.floor(perSecond / TILE_WIDTH));
    const everyMs = (this.tilesARound * TILE_WIDTH * 1_000) / Math.max(1, perSecond);
    this.jobs = new PeriodicJobs(clock, { scrub: { everyMs: Math.ceil(everyMs), run: () => this.round() } });
  }

  get state(): ScrubState {
    if (this.perSecond === 0) return 'off';
    return this.altered ? 'altered' : 'intact';
  }

  start(): void {
    if (this.perSecond > 0) this.jobs.start();
  }

  async stop(): Promise<void> {
    await this.jobs.stop();
  }

  /** Looks at a few tiles. Never rejects: after an outage the next round goes on. */
  async round(): Promise<void> {
    try {
      if (this.parts.clock.now() >= this.restUntil) await this.look();
      this.failing = false;
    } catch (error) {
      if (!this.failing) this.parts.alarm.raise('old records of the audit could not be looked at', error);
      this.failing = true;
    }
  }

  private async look(): Promise<void> {
    const { place, tiles } = this.parts;
    if (!(await place.hold())) {
      this.position = null;
      return;
    }
    const full = await tiles.count(0);
    this.position ??= this.kept = await tiles.scrubbed();
    for (let turn = 0; turn < this.tilesARound && this.position % PASS < full; turn += 1)
      this.position = await this.next(this.position);
    if (this.position % PASS >= full) await this.endPass(this.position, full);
    else if (this.position - this.kept >= KEPT_EVERY) await this.keep(this.position);
  }

  /** Looks at the tile at `position`, or behind what is archived. Returns the position after it. */
  private async next(position: number): Promise<number> {
    const index = position % PASS;
    const pass = position - index;
    const archived = await this.check.archived();
    if (index >= archived) {
      await this.report(await this.check.of(index));
      return position + 1;
    }
    // The last one under a tile of level 1, which stays.
    const last = index - (index % TILE_WIDTH) + TILE_WIDTH - 1;
    if (last >= archived) return pass + archived;
    await this.report(await this.check.completedBy(last));
    return pass + last + 1;
  }

  private async endPass(position: number, full: number): Promise<void> {
    const pass = position - (position % PASS);
    if (full > 0) await this.keep(pass + PASS);
    this.position = null;
    this.restUntil = this.parts.clock.now() + PASS_EVERY_MS;
    this.altered = this.found > 0;
    if (this.found > MOST_TOLD)
      this.parts.alarm.raise(`the audit in the store was altered in ${this.found} places; the first are named`, null);
    this.found = 0;
  }

  private async keep(position: number): Promise<void> {
    await this.parts.tiles.scrub(position);
    this.kept = position;
  }

  private async report(damages: readonly DamagedTile[]): Promise<void> {
    for (const damage of damages) {
      this.found += 1;
      this.altered = true;
      const { level, index } = damage.at;
      const what = `the audit in the store was altered: tile ${level}/${index}: ${damage.why}`;
      if (this.found <= MOST_TOLD) this.parts.alarm.raise(what, damage);
      if (this.found === 1) await this.record(what);
    }
  }

  /** On the trail, if it can be written: the first finding of a pass. */
  private async record(what: string): Promise<void> {
    const { clock, trail } = this.parts;
    const scrub = { action: 'audit:scrub', resourceType: 'audit', resourceId: null } as const;
    await trail.failed(ownRequest(clock, 'coffer-scrub', what), null, scrub).catch(() => {});
  }
}
