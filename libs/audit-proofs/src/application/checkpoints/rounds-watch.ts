import type { AuditAlarm, AuditTrail } from '#audit';
import { type Clock, ownRequest } from '#kernel';
import type { TileConflict } from '../../ports/tile.store.js';
import { DamagedTile } from '../tree/damaged-tile.js';
import type { Refusal } from './refusal.js';

/** Records may wait for a checkpoint for so long before the operator is told, in milliseconds. */
const LATE_MS = 60_000;

/**
 * - `current`: the newest records are covered, or will be in a moment. - `late`: records wait for more than a minute.
 * - `refused`: the store contradicts what was signed, so nothing is signed. - `off`: the operator turned it off.
 */
export type CheckpointState = 'current' | 'late' | 'refused' | 'off';

/** Follows the rounds of a node, and tells the operator what keeps records from being covered. */
export class RoundsWatch {
  /** Why nothing is signed any more. Null: rounds go on. */
  refusal: string | null = null;
  /** Since when the newest checkpoint has not moved although records wait. Null: none waits. */
  private waitingSince: number | null = null;
  private published = 0;
  private problem: unknown = null;
  private told = false;

  /** `everyMs`: between two rounds. Null: no checkpoints are made. */
  constructor(
    private readonly alarm: AuditAlarm,
    private readonly trail: AuditTrail,
    private readonly clock: Clock,
    private readonly everyMs: number | null,
  ) {}

  get state(): CheckpointState {
    if (this.everyMs === null) return 'off';
    if (this.refusal !== null) return 'refused';
    return this.isLate ? 'late' : 'current';
  }

  /** A round saw `size` records, of which `published` are covered. */
  saw(size: number, published: number): void {
    const moved = published !== this.published;
    this.published = published;
    if (size === published) this.waitingSince = null;
    else if (moved || this.waitingSince === null) this.waitingSince = this.clock.now();
  }

  done(): void {
    this.problem = null;
    this.tell();
  }

  failed(error: unknown): void {
    this.problem = error;
    // Without an answer of the log or the store, nobody knows what waits.
    this.waitingSince ??= this.clock.now();
    this.tell();
  }

  /** Tells the operator, and the trail if it can be written. Nothing is signed any more until the next start. */
  async refuse(error: Refusal | TileConflict): Promise<void> {
    this.refusal = error.message;
    this.alarm.raise(`no checkpoint is signed any more: ${error.message}`, error);
    const request = ownRequest(this.clock, 'coffer-checkpoints', error.message);
    const what = { action: 'audit:checkpoint', resourceType: 'audit', resourceId: null } as const;
    await this.trail.failed(request, null, what).catch(() => {});
  }

  private get isLate(): boolean {
    return this.waitingSince !== null && this.clock.now() - this.waitingSince >= LATE_MS + (this.everyMs ?? 0);
  }

  private tell(): void {
    if (!this.isLate) {
      this.told = false;
      return;
    }
    if (!this.told) this.alarm.raise(wordsOf(this.problem), this.problem);
    this.told = true;
  }
}

function wordsOf(problem: unknown): string {
  const late = 'records of the audit wait for a checkpoint for more than a minute';
  return problem instanceof DamagedTile
    ? `${late}: tile ${problem.at.level}/${problem.at.index}: ${problem.why}`
    : late;
}
