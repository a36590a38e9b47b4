import { Injectable } from '@nestjs/common';
import { Clock, RunTime } from '#kernel';
import type { BodyHead } from '../../domain/entry-body.js';
import { VaultStore } from '../../ports/vault.store.js';
import { ReferredBodies } from './referred-bodies.js';

/** The sweeps look only at what is older than this, in milliseconds. Its writer has published or given up by then. */
export const SWEEP_AFTER_MS = 3_600_000;
const PAGE = 200;

/** A place in a walk. */
interface Place {
  readonly ownerId: string;
  /** The last body of the owner that was swept. Null: none before the owner, and all after it. */
  readonly body: string | null;
}

/**
 * Removes bodies that no vault refers to: from lost races, crashes, old revisions, and abandoned or old generations. It
 * walks owner by owner, so each vault is read and indexed once a run. The next run continues where this one stopped.
 */
@Injectable()
export class BodySweep {
  private place: Place | null = null;

  constructor(
    private readonly store: VaultStore,
    private readonly clock: Clock,
  ) {}

  /** Resolves to the number of bodies that it removed. */
  async run(): Promise<number> {
    const time = new RunTime(this.clock);
    const before = this.clock.now() - SWEEP_AFTER_MS;
    let swept = 0;
    for (let from = await this.next(); from !== null; from = await this.next()) {
      swept += await this.sweepOwner(from, before, time, swept);
      if (time.isOver(swept)) return swept;
    }
    this.place = null;
    return swept;
  }

  /** Where to go on. Null: every owner was swept. */
  private async next(): Promise<Place | null> {
    if (this.place && this.place.body !== null) return this.place;
    const ownerId = await this.store.nextOwner(this.place?.ownerId ?? null);
    return ownerId === null ? null : { ownerId, body: null };
  }

  /**
   * Reads the vault after `before` was chosen: a body that is older, and that the vault does not refer to now, it never
   * will.
   */
  private async sweepOwner({ ownerId, body }: Place, before: number, time: RunTime, already: number): Promise<number> {
    const stored = await this.store.vaults.load(ownerId);
    const referred = stored && new ReferredBodies(this.store, stored.value);
    let swept = 0;
    for (let after = body; ; ) {
      const heads = await this.store.writtenBefore(ownerId, before, after, PAGE);
      swept += await this.sweep(ownerId, heads, referred);
      after = heads.length < PAGE ? null : (heads.at(-1)?.id ?? null);
      this.place = { ownerId, body: after };
      if (after === null || time.isOver(already + swept)) return swept;
    }
  }

  private async sweep(ownerId: string, heads: readonly BodyHead[], referred: ReferredBodies | null): Promise<number> {
    const ids: string[] = [];
    for (const head of heads) if (!(await referred?.has(head))) ids.push(head.id);
    if (ids.length > 0) await this.store.removeBodies(ownerId, ids);
    return ids.length;
  }
}
