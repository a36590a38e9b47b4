import { Injectable } from '@nestjs/common';
import { type Caller, changeDocument, type PublishingWindow, type Stored } from '#kernel';
import { vaultClosed } from '../../domain/refusals.js';
import type { Vault } from '../../domain/vault.js';
import { withFewChanges } from '../../domain/vault-changes.js';
import { VaultStore } from '../../ports/vault.store.js';
import { Turns } from './turns.js';

/**
 * Returns the changed vault. `seq`: the revision that it gets. Called again after each lost race, with the vault that
 * won. Throws to refuse: then nothing is changed.
 */
export type VaultChange = (vault: Vault, seq: number) => Vault | Promise<Vault>;

/** Publishes a change by one compare-and-set of the vault. */
@Injectable()
export class VaultPublisher {
  private readonly turns = new Turns();

  constructor(private readonly store: VaultStore) {}

  /**
   * Runs inside the caller's intent. Runs again after a lost race until the window closes. Changes of one vault wait for
   * each other in this process, because a lost race reads and writes again. Errors: `busy`; `unauthenticated` for a deleted
   * owner.
   */
  publish({ principal, request }: Caller, window: PublishingWindow, change: VaultChange): Promise<Stored<Vault>> {
    const { userId } = principal;
    return this.turns.take(userId, () => this.compareAndSet(userId, request.requestId, change, window));
  }

  private async compareAndSet(
    ownerId: string,
    requestId: string,
    change: VaultChange,
    window: PublishingWindow,
  ): Promise<Stored<Vault>> {
    const { stored } = await changeDocument(this.store.vaults, {
      ...{ id: ownerId, requestId, window },
      change: async (vault, revision) => {
        if (vault.state !== 'open') throw vaultClosed();
        const next = await change(vault, revision + 1);
        return next === vault ? vault : withFewChanges(next);
      },
      absent: () => {
        throw vaultClosed();
      },
    });
    return stored;
  }
}
