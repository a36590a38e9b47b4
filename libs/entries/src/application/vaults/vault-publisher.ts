import { Injectable } from '@nestjs/common';
import { type Caller, changeDocument, type PublishingWindow, type Stored } from '#kernel';
import { vaultClosed } from '../../domain/refusals.js';
import type { Vault } from '../../domain/vault.js';
import { VaultStore } from '../../ports/vault.store.js';
import { Turns } from './turns.js';

/**
 * Returns the changed vault. `seq`: the revision that it gets. Called again after each lost race, with the vault that
 * won. Throws to refuse: then nothing is changed.
 */
export type VaultChange = (vault: Vault, seq: number) => Vault | Promise<Vault>;

/** A change reads and writes the manifest as text: about 1 ms of the processor for so many characters. */
const CHARACTERS_A_TOKEN = 262_144;

/** Publishes a change by one compare-and-set of the vault. */
@Injectable()
export class VaultPublisher {
  private readonly turns = new Turns();

  constructor(private readonly store: VaultStore) {}

  /**
   * Runs inside the caller's intent. Runs again after a lost race until the window closes. Changes of one vault wait for
   * each other in this process, because a vault may have megabytes and a lost race reads and writes it again. Errors:
   * `busy`; `unauthenticated` for a deleted owner.
   */
  publish({ principal, request }: Caller, window: PublishingWindow, change: VaultChange): Promise<Stored<Vault>> {
    const { userId } = principal;
    const counted: VaultChange = (vault, seq) => {
      request.cost = (request.cost ?? 0) + Math.floor(vault.manifest.length / CHARACTERS_A_TOKEN);
      return change(vault, seq);
    };
    return this.turns.take(userId, () => this.compareAndSet(userId, request.requestId, counted, window));
  }

  private async compareAndSet(
    ownerId: string,
    requestId: string,
    change: VaultChange,
    window: PublishingWindow,
  ): Promise<Stored<Vault>> {
    const { stored } = await changeDocument(this.store.vaults, {
      ...{ id: ownerId, requestId, window },
      change: (vault, revision) => {
        if (vault.state !== 'open') throw vaultClosed();
        return change(vault, revision + 1);
      },
      absent: () => {
        throw vaultClosed();
      },
    });
    return stored;
  }
}
