import { Injectable } from '@nestjs/common';
import { type Caller, Clock, CofferError, Gone } from '#kernel';
import { standingOf, withoutVersion } from '../../domain/lifecycle.js';
import { requireLive } from '../../domain/refusals.js';
import type { Secret } from '../../domain/secret.js';
import { SecretStore } from '../../ports/secret.store.js';
import { SecretPublisher } from '../changes/secret-publisher.js';
import { SecretLookup } from '../queries/secret-lookup.js';
import { SharedSecrets } from '../sharing/shared-secrets.js';

/**
 * Destroys the ciphertext of one version for good. First it marks the version in the head: from then on the version is
 * not revealed. Then it replaces the bytes by a marker, so that a late archive write finds the place taken. Shares of the
 * version end with it.
 */
@Injectable()
export class DestroyVersion {
  constructor(
    private readonly store: SecretStore,
    private readonly lookup: SecretLookup,
    private readonly publisher: SecretPublisher,
    private readonly shares: SharedSecrets,
    private readonly clock: Clock,
  ) {}

  /**
   * Safe to repeat. Errors: `not_found`, also for a version that is not listed; `forbidden`; `version_current`;
   * `outcome_unknown` if the mark was published but the bytes may still exist. The settlement removes them later, and
   * only then records that the request succeeded.
   */
  async destroy(caller: Caller, id: string, version: number): Promise<void> {
    const head = await this.lookup.live(caller, 'secret:destroy', id);
    if (!standingOf(head.value, version)) {
      return this.lookup.absentVersion(caller, 'secret:destroy', head.value, version);
    }
    await this.publisher.publish(caller, {
      permission: 'secret:destroy',
      head,
      seen: null,
      version,
      change: (secret) => this.mark(caller, secret, version),
      afterwards: () => this.removeBytes(id, version),
    });
  }

  private mark(caller: Caller, secret: Secret, version: number): Secret | null {
    const standing = standingOf(requireLive(secret), version);
    switch (standing) {
      case null:
        throw new Gone();
      case 'current':
        throw new CofferError('version_current', 'The current version cannot be destroyed: rotate the secret first.');
      case 'destroyed':
        return null;
      case 'archived':
        return withoutVersion(secret, version, { actorId: caller.principal.userId, at: this.clock.now() });
    }
  }

  private async removeBytes(id: string, version: number): Promise<void> {
    await this.store.destroyVersion(id, version, this.clock.now());
    await this.shares.end(id, version);
  }
}
