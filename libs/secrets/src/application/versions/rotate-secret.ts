import { Injectable } from '@nestjs/common';
import { type Caller, Clock, OutcomeUnknown, PartUnavailable, type Plaintext, type Stored } from '#kernel';
import { SECRETS_RING, Sealing, sealedVersion } from '#keys';
import { nextVersion } from '../../domain/lifecycle.js';
import { requireLive } from '../../domain/refusals.js';
import type { Secret } from '../../domain/secret.js';
import { checkValue } from '../../domain/value.js';
import { SecretSettings } from '../../ports/secret.settings.js';
import { SecretStore } from '../../ports/secret.store.js';
import { SecretPublisher } from '../changes/secret-publisher.js';
import { SecretLookup } from '../queries/secret-lookup.js';
import { sealContext } from './seal-context.js';

/**
 * Gives a secret its next version. First it archives the current version, then the head publishes the new one. So every
 * acknowledged version opens with its own value as long as it is kept, whichever of several rotations wins.
 */
@Injectable()
export class RotateSecret {
  constructor(
    private readonly store: SecretStore,
    private readonly lookup: SecretLookup,
    private readonly publisher: SecretPublisher,
    private readonly sealing: Sealing,
    private readonly settings: SecretSettings,
    private readonly clock: Clock,
  ) {}

  /**
   * `seen`: the revision of If-Match, or null. Errors: `validation_failed`, `not_found`, `forbidden`,
   * `precondition_failed`, `busy`.
   */
  async rotate(caller: Caller, id: string, text: string, seen: number | null): Promise<Stored<Secret>> {
    const value = checkValue(text);
    const head = await this.lookup.live(caller, 'secret:rotate', id);
    return this.publisher.publish(caller, {
      permission: 'secret:rotate',
      head,
      seen,
      change: (secret) => this.next(caller, requireLive(secret), value),
    });
  }

  private async next(caller: Caller, secret: Secret, value: Plaintext): Promise<Secret> {
    const by = { actorId: caller.principal.userId, at: this.clock.now() };
    await this.archive(secret, by.at);
    const sealed = await this.sealing.seal(SECRETS_RING, sealContext(secret, secret.version + 1), value);
    return nextVersion(secret, sealed, by, this.settings.versionsKept);
  }

  /** A lost answer is harmless: no head refers to the bytes yet, and all writers archive the same value. */
  private async archive(secret: Secret, at: number): Promise<void> {
    try {
      await this.store.archive(secret.id, secret.version, secret.current, at);
      if (secret.reseals > 0) await this.renewArchived(secret);
    } catch (error) {
      throw error instanceof OutcomeUnknown ? new PartUnavailable('store', error) : error;
    }
  }

  /**
   * A failed rotation may have archived the value before the head was resealed. Replaces such bytes, so that an
   * archived version is never sealed under an older version of the ring than the head was.
   */
  private async renewArchived({ id, version, current }: Secret): Promise<void> {
    const kept = await this.store.loadVersion(id, version);
    if (!kept || sealedVersion(kept) >= sealedVersion(current)) return;
    await this.store.replaceVersion(id, version, kept, current);
  }
}
