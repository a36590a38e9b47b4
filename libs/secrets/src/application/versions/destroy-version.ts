import { Injectable } from '@nestjs/common';
import { changedNames } from '#audit';
import { type Caller, Clock, CofferError, Gone } from '#kernel';
import { standingOf, withoutVersion } from '../../domain/lifecycle.js';
import { checkPath } from '../../domain/path.js';
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

  /**
   * Destroys several versions of the secret at a path by one change: all of them, or none. A version that the secret does
   * not list is gone already. Safe to repeat. Errors: those of {@link destroy}, but for an unlisted version.
   */
  async destroyAll(caller: Caller, path: string, versions: readonly number[]): Promise<void> {
    const head = await this.lookup.liveByPath(caller, 'secret:destroy', checkPath(path));
    const listed = versions.filter((version) => standingOf(head.value, version) !== null);
    await this.publisher.publish(caller, {
      permission: 'secret:destroy',
      head,
      seen: null,
      version: listed.length === 1 ? listed[0] : undefined,
      changes: listed.length > 1 ? changedNames('versions', listed.map(String), []) : undefined,
      change: (secret) => this.markAll(caller, requireLive(secret), listed),
      afterwards: async () => {
        for (const version of listed) await this.removeBytes(head.value.id, version);
      },
    });
  }

  /** A version that was dropped meanwhile needs no mark. */
  private markAll(caller: Caller, secret: Secret, versions: readonly number[]): Secret | null {
    const marked = versions
      .filter((version) => standingOf(secret, version) !== null)
      .reduce((before, version) => this.mark(caller, before, version) ?? before, secret);
    return marked === secret ? null : marked;
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
