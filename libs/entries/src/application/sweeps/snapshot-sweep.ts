import { Injectable } from '@nestjs/common';
import { Clock, newId, PageWalk, type Stored } from '#kernel';
import type { Vault } from '../../domain/vault.js';
import { withFewChanges } from '../../domain/vault-changes.js';
import { restorable } from '../../domain/vault-state.js';
import { VaultStore } from '../../ports/vault.store.js';
import { SWEEP_AFTER_MS } from './body-sweep.js';
import { Damages } from './damages.js';

const PAGE = 200;

interface SnapshotName {
  readonly id: string;
  readonly ownerId: string;
}

/** Drops generations that can no longer be restored, and removes snapshots that no vault refers to. */
@Injectable()
export class SnapshotSweep {
  private readonly walk: PageWalk<SnapshotName>;

  constructor(
    private readonly store: VaultStore,
    private readonly clock: Clock,
  ) {
    this.walk = new PageWalk(PAGE, clock);
  }

  /**
   * Resolves to the number of snapshots that it removed. The body sweep removes the bodies of a dropped generation. Errors:
   * StoreDamaged, if a vault could not be read. Then it has kept the snapshots of this owner, and swept those of the others. `stop`: ends
   * it early.
   */
  async run(stop?: AbortSignal): Promise<number> {
    const before = this.clock.now() - SWEEP_AFTER_MS;
    const damages = new Damages();
    const read = (after: SnapshotName | null, limit: number) =>
      this.store.snapshotsBefore(before, after?.id ?? null, limit);
    const swept = await this.walk.run({ read, sweep: (rows) => this.sweepAll(rows, damages, stop) }, stop);
    damages.report();
    return swept;
  }

  private async sweepAll(rows: readonly SnapshotName[], damages: Damages, stop?: AbortSignal): Promise<number> {
    let swept = 0;
    for (const row of rows) if (!stop?.aborted && (await this.sweep(row, damages))) swept += 1;
    return swept;
  }

  private async sweep({ ownerId, id }: SnapshotName, damages: Damages): Promise<boolean> {
    const stored = await damages.past(() => this.store.vaults.load(ownerId));
    if (stored === undefined) return false;
    if (stored?.value.previous?.snapshot === id && !(await this.dropPrevious(stored))) return false;
    await this.store.removeSnapshot(ownerId, id);
    return true;
  }

  /** True if the vault names no previous generation any more. A restore at the last moment wins or loses as a whole. */
  private async dropPrevious({ value, revision }: Stored<Vault>): Promise<boolean> {
    if (restorable(value, this.clock.now())) return false;
    const next = withFewChanges({ ...value, previous: null });
    return (await this.store.vaults.replace(next, revision, newId())) === 'published';
  }
}
