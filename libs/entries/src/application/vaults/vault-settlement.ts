import { Injectable } from '@nestjs/common';
import { type Leaf, type Settlement, unpublished } from '#audit';
import { Clock } from '#kernel';
import { VaultStore } from '../../ports/vault.store.js';

/** Tells what became of a change to an entry or a vault: both are published by the vault of whoever asked for it. */
@Injectable()
export class VaultSettlement implements Settlement {
  constructor(
    private readonly store: VaultStore,
    private readonly clock: Clock,
  ) {}

  async settle(intent: Leaf): Promise<'succeeded' | 'failed' | 'unknown'> {
    const { actor_id: ownerId, request_id: requestId } = intent;
    // What is staged decides nothing, and does not say who staged it: that cannot be told, and need not be.
    if (ownerId === null || intent.action === 'vault:rekey-stage') return 'unknown';
    // The vault is there before any intent. Where there is none, none can be published to, and a fence would take its id.
    if (!(await this.store.vaults.load(ownerId))) return 'failed';
    if (await this.store.vaults.fence(ownerId, requestId)) return 'succeeded';
    return unpublished(intent, this.clock.now());
  }
}
