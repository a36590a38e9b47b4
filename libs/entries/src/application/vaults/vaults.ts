import { Injectable } from '@nestjs/common';
import { Clock, changeDocument, newId, OutcomeUnknown, PartUnavailable, type Stored } from '#kernel';
import { vaultClosed } from '../../domain/refusals.js';
import type { Vault } from '../../domain/vault.js';
import { newVault } from '../../domain/vault-state.js';
import { VaultStore } from '../../ports/vault.store.js';

/** Vaults as they are: one a user, made with the first write. */
@Injectable()
export class Vaults {
  constructor(
    private readonly store: VaultStore,
    private readonly clock: Clock,
  ) {}

  /** Null: nothing was ever written there, or the owner was deleted. */
  async load(ownerId: string): Promise<Stored<Vault> | null> {
    const stored = await this.store.vaults.load(ownerId);
    return stored?.value.state === 'open' ? stored : null;
  }

  /** `unauthenticated` for a deleted owner. To be asked after writing what no compare-and-set of the vault publishes. */
  async requireOpen(ownerId: string): Promise<void> {
    if (!(await this.load(ownerId))) throw vaultClosed();
  }

  /**
   * Makes the vault where there is none. To be called before the intent of a first write: that intent's settlement fences
   * the vault, and a fence where nothing is would take its id for good. Nor in that intent's name: it would be taken to
   * have published what it was for. `unauthenticated` for a deleted owner.
   */
  async ensure(ownerId: string): Promise<Vault> {
    const vault = await this.loadOrMake(ownerId);
    if (vault.state !== 'open') throw vaultClosed();
    return vault;
  }

  private async loadOrMake(ownerId: string): Promise<Vault> {
    try {
      const { stored } = await changeDocument(this.store.vaults, {
        ...{ id: ownerId, requestId: newId(), attempts: 2 },
        change: () => null,
        absent: () => newVault(ownerId, this.clock.now()),
        // Taken twice and not there to be read: the id was fenced or the vault removed, so the owner is gone.
        lost: () => {
          throw vaultClosed();
        },
      });
      return stored.value;
    } catch (error) {
      // An empty vault, or none: nobody sees a difference.
      throw error instanceof OutcomeUnknown ? new PartUnavailable('store', error) : error;
    }
  }
}
