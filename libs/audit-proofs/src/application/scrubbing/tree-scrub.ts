import type { AuditAlarm, AuditLog, AuditTrail, SweepPlace } from '#audit';
import { type Clock, isOutage, ownRequest, PeriodicJobs } from '#kernel';
import { TILE_WIDTH } from '../../domain/tree/tiles.js';
import type { TileStore } from '../../ports/tile.store.js';
import { type DamagedTile, unreadable } from '../tree/damaged-tile.js';
import { Findings, type ScrubState } from './findings.js';
import { ScrubPlace } from './scrub-place.js';
import { TileCheck } from './tile-check.js';

/** A pass over all tiles begins so long after the one before it ended, in milliseconds. */
const PASS_EVERY_MS = 86_400_000;
/** What looks altered is looked at again after this time, in milliseconds: a database may have changed its primary. */
const AGAIN_MS = 10_000;
/** What cannot be read in so many rounds, in which the store answers otherwise, counts as damaged. */
const MOST_FAILURES = 20;

export interface ScrubParts {
  readonly log: Pick<AuditLog, 'read' | 'first'>;
  readonly tiles: TileStore;
  readonly place: Pick<SweepPlace, 'hold'>;
  readonly trail: Pick<AuditTrail, 'failed'>;
  readonly alarm: AuditAlarm;
  readonly clock: Clock;
}

/** A pass looks at the full tiles that there were when it began, so it ends while the log grows. */
interface Pass {
  readonly full: number;
  /** It began at the first tile. */
  readonly isWhole: boolean;
}

/**
 * Looks again at the old records and tiles, slowly, on the node that holds the place of the sweeper: nothing else reads them,
 * so a change of them would be found by an auditor alone. It goes on where the last look ended, and begins anew a day after
 * it was through. What it finds changes no checkpoint: those bind the records as they were.
 *
 * While it has found something, the position in the store stays at the first tile of that. So the next node that takes the
 * place, and this one after a restart, finds it again at once. This node forgets it when it loses the place.
 */
export class TreeScrub {
  private readonly jobs: PeriodicJobs;
  private readonly check: TileCheck;
  private readonly findings: Findings;
  private readonly tilesARound: number;
  private at: ScrubPlace | null = null;
  private pass: Pass | null = null;
  /** The tile at the position looked altered, and is looked at again at `since` + 10 s. */
  private suspect: { readonly damages: readonly DamagedTile[]; readonly since: number } | null = null;
  private restUntil = Number.NEGATIVE_INFINITY;
  private failures = 0;
  private failing = false;
  private stopped = false;

  /** `perSecond`: records that are looked at in a second. 0: none are. */
  constructor(
    private readonly parts: ScrubParts,
    private readonly perSecond: number,
  ) {
    const { log, tiles, clock, trail, alarm } = parts;
    this.check = new TileCheck(log, tiles, clock);
    const record = async (what: string) => {
      const scrub = { action: 'audit:scrub', resourceType: 'audit', resourceId: null } as const;
      await trail.failed(ownRequest(clock, 'coffer-scrub', what), null, scrub);
    };
    this.findings = new Findings(alarm, record);
    this.tilesARound = Math.max(1, Math.floor(perSecond / TILE_WIDTH));
    const everyMs = (this.tilesARound * TILE_WIDTH * 1_000) / Math.max(1, perSecond);
    this.jobs = new PeriodicJobs(clock, { scrub: { everyMs: Math.ceil(everyMs), run: () => this.round() } });
  }

  get state(): ScrubState {
    return this.perSecond === 0 ? 'off' : this.findings.state;
  }

  start(): void {
    if (this.perSecond > 0) this.jobs.start();
  }

  /** Ends a round after the tile that it looks at. */
  async stop(): Promise<void> {
    this.stopped = true;
    await this.jobs.stop();
  }

  /** Looks at a few tiles. Never rejects: after an outage the next round goes on. */
  async round(): Promise<void> {
    try {
      await this.findings.record();
      await this.look();
      this.failing = false;
    } catch (error) {
      if (!this.failing) this.parts.alarm.raise('old records of the audit could not be looked at', error);
      this.failing = true;
    }
  }

  private async look(): Promise<void> {
    for (let turn = 0; turn < this.tilesARound && !this.stopped; turn += 1) {
      if (!(await this.parts.place.hold())) {
        this.lose();
        return;
      }
      if (this.parts.clock.now() < this.restUntil) return;
      const { at, pass } = await this.begun();
      if (this.suspect !== null && this.parts.clock.now() < this.suspect.since + AGAIN_MS) return;
      if (at.index < pass.full) await this.next(at);
      if (at.index >= pass.full) {
        await this.endPass(at, pass);
        return;
      }
    }
  }

  private lose(): void {
    [this.at, this.pass, this.suspect] = [null, null, null];
    [this.restUntil, this.failures] = [Number.NEGATIVE_INFINITY, 0];
    this.findings.forget();
  }

  private async begun(): Promise<{ readonly at: ScrubPlace; readonly pass: Pass }> {
    const { tiles, alarm } = this.parts;
    if (this.at !== null && this.pass !== null) return { at: this.at, pass: this.pass };
    const full = await tiles.count(0);
    if (this.at === null) {
      const stored = await this.patiently(() => tiles.scrubbed(), Number.NaN);
      this.at = ScrubPlace.taken(tiles, stored, full, alarm);
    }
    this.pass = { full, isWhole: this.at.index === 0 };
    return { at: this.at, pass: this.pass };
  }

  /** Looks at the tile at the position, or behind what is archived, and moves the position. */
  private async next(at: ScrubPlace): Promise<void> {
    const archived = await this.check.archived();
    const { index } = at;
    // The last one under a tile of level 1, which stays.
    const last = index - (index % TILE_WIDTH) + TILE_WIDTH - 1;
    if (index >= archived) {
      if (!(await this.looked(at, index, () => this.check.of(index)))) return;
      at.index = index + 1;
    } else if (last >= archived) at.index = archived;
    else {
      if (!(await this.looked(at, last, () => this.check.completedBy(last)))) return;
      at.index = last + 1;
    }
    if (this.findings.state === 'intact') await at.keep('rarely');
  }

  /** Whether the position may move on. What was found is reported: only what a second look finds, too, is altered. */
  private async looked(at: ScrubPlace, index: number, look: () => Promise<readonly DamagedTile[]>): Promise<boolean> {
    const found = await this.patiently(look, [unreadable({ level: 0, index })]);
    const before = this.suspect?.damages ?? null;
    this.suspect = null;
    if (found.length === 0) return true;
    if (before === null && this.findings.areFew) {
      this.suspect = { damages: found, since: this.parts.clock.now() };
      return false;
    }
    const isFirst = this.findings.count === 0;
    await this.findings.add(before === null ? found : found.filter((damage) => before.some(isOf(damage))));
    this.failures = 0;
    if (isFirst && this.findings.count > 0) await at.keep('now');
    return true;
  }

  /** What the store answers. `otherwise`: if it fails too often, or by what was read. */
  private async patiently<T>(read: () => Promise<T>, otherwise: T): Promise<T> {
    try {
      const answer = await read();
      this.failures = 0;
      return answer;
    } catch (error) {
      if (!isOutage(error)) return otherwise;
      this.failures += 1;
      if (this.failures < MOST_FAILURES) throw error;
      return otherwise;
    }
  }

  private async endPass(at: ScrubPlace, { full, isWhole }: Pass): Promise<void> {
    this.findings.endPass(isWhole);
    at.rewind();
    this.pass = null;
    // The rest of a pass that another node, or the store, says was begun is no whole one.
    if (isWhole) this.restUntil = this.parts.clock.now() + PASS_EVERY_MS;
    if (full > 0 && this.findings.state === 'intact') await at.keep('now');
  }
}

function isOf({ at }: DamagedTile): (other: DamagedTile) => boolean {
  return (other) => other.at.level === at.level && other.at.index === at.index;
}
