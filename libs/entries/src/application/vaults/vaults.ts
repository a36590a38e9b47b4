import { Injectable } from '@nestjs/common';
import { Clock, changeDocument, newId, OutcomeUnknown, PartUnavailable, type Stored } from '#kernel';
import { vaultClosed } from '../../domain/refusals.js';
import type { Vault } from '../../domain/vault.js';
import { newVault } from '../../domain/vault-state.js';
import { VaultStore } from '../../ports/vault.store.js';

/** Loads and makes vaults. A user has one vault, which the first write makes. */
@Injectable()
export class Vaults {
  constructor(
    private readonly store: VaultStore,
    private readonly clock: Clock,
  ) {}

  /** Null: nothing was ever written, or the owner was deleted. */
  async load(ownerId: string): Promise<Stored<Vault> | null> {
    const stored = await this.store.vaults.load(ownerId);
    return stored?.value.state === 'open' ? stored : null;
  }

  /** Errors: `unauthenticated` for a deleted owner. Call it after a write that no compare-and-set of the vault publishes. */
  async requireOpen(ownerId: string): Promise<void> {
    if (!(await this.load(ownerId))) throw vaultClosed();
  }

  /**
   * Makes the vault if there is none. Errors: `unauthenticated` for a deleted owner.
   *
   * Call it before the intent of a write: the intent's settlement fences the vault, and a fence of an absent vault would
   * take its id for good. It makes the vault under its own request id: under the intent's, the settlement would take the
   * empty vault for the published write.
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
        // The id is taken, but there is no vault: it was fenced or removed, so the owner is gone.
        lost: () => {
          throw vaultClosed();
        },
      });
      return stored.value;
    } catch (error) {
      // Whether the empty vault was made or not, nobody sees a difference.
      throw error instanceof OutcomeUnknown ? new PartUnavailable('store', error) : error;
    }
  }
}
