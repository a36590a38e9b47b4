import { Injectable } from '@nestjs/common';
import type { Caller, PublishingWindow, Stored } from '#kernel';
import { vaultClosed } from '../../domain/refusals.js';
import type { Vault } from '../../domain/vault.js';
import { VaultStore } from '../../ports/vault.store.js';
import { Turns } from './turns.js';

/**
 * What becomes of the vault; `seq`: the revision that it gets. Asked again after a lost race, with what won. Throws to
 * refuse: then nothing is changed.
 */
export type VaultChange = (vault: Vault, seq: number) => Vault | Promise<Vault>;

/** Makes a change visible by one compare-and-set of the vault. */
@Injectable()
export class VaultPublisher {
  private readonly turns = new Turns();

  constructor(private readonly store: VaultStore) {}

  /**
   * Runs inside the caller's intent. A race that others win is run again, until the window is closed: then `busy`.
   * Changes of this process wait for each other: a vault may be megabytes, and each lost race reads and writes it again.
   * `unauthenticated` for a deleted owner.
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
    for (;;) {
      const present = await this.store.vaults.load(ownerId);
      if (present?.value.state !== 'open') throw vaultClosed();
      const value = await change(present.value, present.revision + 1);
      window.requireOpen();
      const outcome = await this.store.vaults.replace(value, present.revision, requestId);
      if (outcome === 'published') return { revision: present.revision + 1, value };
    }
  }
}
