import { Injectable } from '@nestjs/common';
import { Clock, CofferError, newId } from '#kernel';
import { closedVault } from '../../domain/vault-state.js';
import { VaultStore } from '../../ports/vault.store.js';

const AT_ONCE = 200;
const ATTEMPTS = 20;

/** Removes what a deleted user kept: closes the vault, so that nothing is published any more, then all there is. */
@Injectable()
export class VaultErasure {
  constructor(
    private readonly store: VaultStore,
    private readonly clock: Clock,
  ) {}

  /** How many bodies and snapshots were removed. May be repeated. */
  async erase(ownerId: string): Promise<number> {
    await this.close(ownerId);
    let removed = 0;
    for (;;) {
      const some = await this.store.removeSome(ownerId, AT_ONCE);
      removed += some;
      if (some === 0) return removed;
    }
  }

  /** Where there is no vault a closed one is made: a first write under way would make it otherwise. */
  private async close(ownerId: string): Promise<void> {
    for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
      const closed = closedVault(ownerId, this.clock.now());
      const present = await this.store.vaults.load(ownerId);
      if (present?.value.state === 'closed') return;
      if (present && (await this.store.vaults.replace(closed, present.revision, newId())) === 'published') return;
      if (!present && (await this.store.vaults.insert(closed, newId())) === 'inserted') return;
    }
    throw new CofferError('conflict', 'The vault was being written to at the same time. Repeat the deletion.');
  }
}
