import { Injectable } from '@nestjs/common';
import { type Leaf, type Settlement, unpublished } from '#audit';
import { Clock } from '#kernel';
import { SecretStore } from '../../ports/secret.store.js';

/** Settles the outcome of a change to a secret for the audit, if it was not recorded. */
@Injectable()
export class SecretSettlement implements Settlement {
  constructor(
    private readonly store: SecretStore,
    private readonly clock: Clock,
  ) {}

  async settle(intent: Leaf): Promise<'succeeded' | 'failed' | 'unknown'> {
    if (intent.resource_id === null) return 'unknown';
    const published = await this.store.heads.fence(intent.resource_id, intent.request_id);
    if (!published) return unpublished(intent, this.clock.now());
    if (intent.action === 'secret:destroy') await this.finishDestroying(intent.resource_id);
    return 'succeeded';
  }

  /** Repeats the second step of destroying a version. Destroying succeeded only if the bytes are gone. */
  private async finishDestroying(id: string): Promise<void> {
    const head = await this.store.heads.load(id);
    for (const { version, state } of head?.value.versions ?? []) {
      if (state === 'destroyed') await this.store.destroyVersion(id, version, this.clock.now());
    }
  }
}
