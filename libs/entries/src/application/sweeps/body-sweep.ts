import { Injectable } from '@nestjs/common';
import { Clock, RunTime } from '#kernel';
import type { BodyHead } from '../../domain/entry-body.js';
import type { Vault } from '../../domain/vault.js';
import { VaultStore } from '../../ports/vault.store.js';
import { Damages } from './damages.js';
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

interface Run {
  readonly time: RunTime;
  /**
   * Chosen before any vault is read: a body that was written earlier, and that the vault does not refer to now, it never
   * will. In milliseconds since 1970.
   */
  readonly before: number;
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

  /**
   * Resolves to the number of bodies that it removed. Errors: StoreDamaged, if a vault could not be read. Then it has kept
   * the bodies of this owner, and swept those of the others. `stop`: ends it early.
   */
  async run(stop?: AbortSignal): Promise<number> {
    const damages = new Damages();
    const swept = await this.walk(damages, stop);
    damages.report();
    return swept;
  }

  private async walk(damages: Damages, stop?: AbortSignal): Promise<number> {
    const run = { time: new RunTime(this.clock, stop), before: this.clock.now() - SWEEP_AFTER_MS };
    let swept = 0;
    for (let from = await this.next(); from !== null; from = await this.next()) {
      const stored = await damages.past(() => this.store.vaults.load(from.ownerId));
      if (stored === undefined) this.place = { ...from, body: null };
      else swept += await this.sweepOwner(from, stored?.value ?? null, run, swept);
      if (run.time.isOver(swept)) return swept;
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

  private async sweepOwner(
    { ownerId, body }: Place,
    vault: Vault | null,
    { before, time }: Run,
    already: number,
  ): Promise<number> {
    const referred = vault && new ReferredBodies(this.store, vault);
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
