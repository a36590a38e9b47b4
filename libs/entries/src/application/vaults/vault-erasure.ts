import { Injectable } from '@nestjs/common';
import { Clock, CofferError, changeDocument, newId, StoreDamaged, type Stored } from '#kernel';
import type { Vault } from '../../domain/vault.js';
import { closedVault, newVault } from '../../domain/vault-state.js';
import { VaultStore } from '../../ports/vault.store.js';

const AT_ONCE = 200;
/** Writes of the vault that are tried at most. */
const ATTEMPTS = 20;

/** Removes the vault of a deleted user: closes it, so that nothing is published any more, then removes its contents. */
@Injectable()
export class VaultErasure {
  constructor(
    private readonly store: VaultStore,
    private readonly clock: Clock,
  ) {}

  /** Resolves to the number of bodies and snapshots that it removed. May be repeated. Errors: `conflict`. */
  async erase(ownerId: string): Promise<number> {
    await this.close(ownerId);
    let removed = 0;
    for (;;) {
      const some = await this.store.removeSome(ownerId, AT_ONCE);
      removed += some;
      if (some === 0) return removed;
    }
  }

  /** Makes a closed vault if there is none: otherwise a first write that is under way would make an open one. */
  private async close(ownerId: string): Promise<void> {
    const { vaults } = this.store;
    const documents = {
      load: (id: string) => this.load(id),
      insert: vaults.insert.bind(vaults),
      replace: vaults.replace.bind(vaults),
    };
    await changeDocument(documents, {
      ...{ id: ownerId, requestId: newId(), attempts: ATTEMPTS },
      change: (vault) => (vault.state === 'closed' ? null : closedVault(ownerId, this.clock.now())),
      absent: () => closedVault(ownerId, this.clock.now()),
      lost: () => {
        throw new CofferError('conflict', 'The vault was being written to at the same time. Repeat the deletion.');
      },
    });
  }

  /** A damaged vault counts as an open, empty one: whatever it holds, it is replaced. */
  private async load(ownerId: string): Promise<Stored<Vault> | null> {
    try {
      return await this.store.vaults.load(ownerId);
    } catch (error) {
      if (!(error instanceof StoreDamaged)) throw error;
      const revision = await this.store.revisionOf(ownerId);
      return revision === null ? null : { revision, value: newVault(ownerId, this.clock.now()) };
    }
  }
}
