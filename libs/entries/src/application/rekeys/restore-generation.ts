import { Injectable } from '@nestjs/common';
import { type Caller, Clock, Gone } from '#kernel';
import type { VaultSnapshot } from '../../domain/entry-body.js';
import { restored } from '../../domain/generations.js';
import type { Vault } from '../../domain/vault.js';
import { restorable } from '../../domain/vault-state.js';
import { VaultStore } from '../../ports/vault.store.js';
import { Absences } from '../vaults/absences.js';
import { VaultPublisher } from '../vaults/vault-publisher.js';
import { VaultWrites } from '../vaults/vault-writes.js';
import { Vaults } from '../vaults/vaults.js';
import { type PublishedGeneration, publishedGeneration } from './published-generation.js';
import { Snapshots } from './snapshots.js';

/** Restores the previous generation. The present one becomes the previous one. */
@Injectable()
export class RestoreGeneration {
  constructor(
    private readonly store: VaultStore,
    private readonly vaults: Vaults,
    private readonly publisher: VaultPublisher,
    private readonly snapshots: Snapshots,
    private readonly writes: VaultWrites,
    private readonly absences: Absences,
    private readonly clock: Clock,
  ) {}

  /** Errors: `not_found` for any generation but the previous one, and for that one after 30 days; `rekey_open`; `busy`. */
  async restore(caller: Caller, generation: number): Promise<PublishedGeneration> {
    const { userId } = caller.principal;
    const stored = await this.vaults.load(userId);
    if (!stored || restorable(stored.value, this.clock.now())?.generation !== generation) {
      return this.absences.inVault(caller, 'vault:restore');
    }
    return this.writes.vault(caller, 'vault:restore', async (window) =>
      publishedGeneration(
        await this.snapshots.published(userId, (keep) =>
          this.publisher.publish(caller, window, async (vault, seq) => {
            const at = this.clock.now();
            const snapshot = await this.snapshotFor(vault, generation, at);
            return restored(vault, snapshot, { snapshot: await keep(vault, at), at, seq });
          }),
        ),
      ),
    );
  }

  private async snapshotFor(vault: Vault, generation: number, at: number): Promise<VaultSnapshot> {
    const previous = restorable(vault, at);
    if (previous?.generation !== generation) throw new Gone();
    const snapshot = await this.store.loadSnapshot(vault.id, previous.snapshot);
    // The snapshot was removed after the vault was read, so the vault has changed.
    if (!snapshot) throw new Gone();
    return snapshot;
  }
}
