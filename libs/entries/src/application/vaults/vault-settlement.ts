import { Injectable } from '@nestjs/common';
import { type Leaf, type Settlement, unpublished } from '#audit';
import { Clock } from '#kernel';
import { VaultStore } from '../../ports/vault.store.js';

/** Settles the outcome of a change to an entry or a vault for the audit. Both are published by the actor's vault. */
@Injectable()
export class VaultSettlement implements Settlement {
  constructor(
    private readonly store: VaultStore,
    private readonly clock: Clock,
  ) {}

  async settle(intent: Leaf): Promise<'succeeded' | 'failed' | 'unknown'> {
    const { actor_id: ownerId, request_id: requestId } = intent;
    // Staged bodies do not name their request, so their outcome cannot be known. They decide nothing, so it does not matter.
    if (ownerId === null || intent.action === 'vault:rekey-stage') return 'unknown';
    // A vault exists before any intent. If there is none, nothing was published, and a fence would take its id for good.
    if (!(await this.store.vaults.load(ownerId))) return 'failed';
    if (await this.store.vaults.fence(ownerId, requestId)) return 'succeeded';
    return unpublished(intent, this.clock.now());
  }
}
