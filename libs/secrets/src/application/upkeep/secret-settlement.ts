import { Injectable } from '@nestjs/common';
import { type Leaf, type Settlement, unpublished } from '#audit';
import { Clock } from '#kernel';
import { SecretStore } from '../../ports/secret.store.js';
import { SharedSecrets } from '../sharing/shared-secrets.js';

/** Settles the outcome of a change to a secret for the audit, if it was not recorded. */
@Injectable()
export class SecretSettlement implements Settlement {
  constructor(
    private readonly store: SecretStore,
    private readonly shares: SharedSecrets,
    private readonly clock: Clock,
  ) {}

  async settle(intent: Leaf): Promise<'succeeded' | 'failed' | 'unknown'> {
    if (intent.resource_id === null) return 'unknown';
    const published = await this.isPublished(intent, intent.resource_id);
    if (!published) return unpublished(intent, this.clock.now());
    if (intent.action === 'secret:destroy') await this.finishDestroying(intent.resource_id);
    if (intent.action === 'secret:delete') await this.shares.end(intent.resource_id);
    return 'succeeded';
  }

  /** A share changes nothing about the secret: its own document says whether it was made. */
  private isPublished({ action, request_id: requestId }: Leaf, secretId: string): Promise<boolean> {
    return action === 'secret:share' ? this.shares.settle(requestId) : this.store.heads.fence(secretId, requestId);
  }

  /** Repeats the second step of destroying a version. Destroying succeeded only if the bytes are gone. */
  private async finishDestroying(id: string): Promise<void> {
    const head = await this.store.heads.load(id);
    for (const { version, state } of head?.value.versions ?? []) {
      if (state !== 'destroyed') continue;
      await this.store.destroyVersion(id, version, this.clock.now());
      await this.shares.end(id, version);
    }
  }
}
