import { Injectable } from '@nestjs/common';
import { Clock, newId, OutcomeUnknown, PartUnavailable, type Stored } from '#kernel';
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
    const present = await this.store.vaults.load(ownerId);
    const vault = present?.value ?? (await this.made(ownerId));
    if (vault.state !== 'open') throw vaultClosed();
    return vault;
  }

  private async made(ownerId: string): Promise<Vault> {
    const vault = newVault(ownerId, this.clock.now());
    try {
      if ((await this.store.vaults.insert(vault, newId())) === 'inserted') return vault;
    } catch (error) {
      // An empty vault, or none: nothing that anybody sees either way.
      throw error instanceof OutcomeUnknown ? new PartUnavailable('store', error) : error;
    }
    const others = await this.store.vaults.load(ownerId);
    if (!others) throw vaultClosed();
    return others.value;
  }
}
