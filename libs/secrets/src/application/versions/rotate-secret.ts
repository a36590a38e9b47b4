import { Injectable } from '@nestjs/common';
import { type Caller, Clock, OutcomeUnknown, PartUnavailable, type Plaintext, type Stored } from '#kernel';
import { SECRETS_RING, Sealing, sealedVersion } from '#keys';
import { isExpired, nextVersion, withMetadata } from '../../domain/lifecycle.js';
import { checkMetadata, type MetadataChange } from '../../domain/metadata.js';
import { checkPath } from '../../domain/path.js';
import { expired, otherVersion, requireLive } from '../../domain/refusals.js';
import type { Secret } from '../../domain/secret.js';
import { checkValue, type GivenValue } from '../../domain/value.js';
import { SecretSettings } from '../../ports/secret.settings.js';
import { SecretStore } from '../../ports/secret.store.js';
import { type Publication, SecretPublisher } from '../changes/secret-publisher.js';
import { SecretLookup } from '../queries/secret-lookup.js';
import { sealContext } from './seal-context.js';

/**
 * Makes a value of the present one; null: there is none. Called again after each lost race, so nothing that others write
 * meanwhile is lost. Whether it throws must not depend on the present value, unless the caller may reveal it.
 */
export type ValueMaker = (present: Plaintext | null) => string;

/** What a rotation publishes. */
export interface NextValue {
  readonly value: Plaintext | ValueMaker;
  readonly change: MetadataChange;
  /** `precondition_failed` unless this version is current. Null or absent: whichever is. */
  readonly from?: number | null;
  /** The id in the record of the Idempotency-Key. A secret that lists it already is not rotated again. */
  readonly creationId?: string;
}

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
   * `seen`: the revisions of If-Match, or null. `change`: absent, the secret keeps its expiry. Errors: `validation_failed`,
   * `not_found`, `forbidden`, `precondition_failed`, `busy`; `secret_expired` if the secret has expired and `change` has no
   * `expiresAt`, since nobody could reveal the new value.
   */
  async rotate(
    caller: Caller,
    id: string,
    given: GivenValue,
    seen: readonly number[] | null,
    change: Pick<MetadataChange, 'expiresAt'> = {},
  ): Promise<Stored<Secret>> {
    const value = checkValue(given);
    checkMetadata(change, this.clock.now());
    const head = await this.lookup.live(caller, 'secret:rotate', id);
    return this.publisher.publish(caller, this.publication(caller, head, { value, change }, seen));
  }

  /**
   * Gives the secret at a path a value that is made of its present one. Needs `secret:reveal` too: what `value` makes may
   * tell of the present one. Errors: those of {@link rotate}; `precondition_failed` unless version `from` is current.
   */
  async revise(caller: Caller, path: string, value: ValueMaker, from: number | null): Promise<Stored<Secret>> {
    const head = await this.lookup.liveByPath(caller, 'secret:rotate', checkPath(path));
    await this.lookup.requireAlso(caller, 'secret:reveal', head.value);
    return this.publisher.publish(caller, this.publication(caller, head, { value, change: {}, from }, null));
  }

  /** Without a check of the value or the permission. Throws `Gone` if the secret goes away meanwhile. */
  publish(
    caller: Caller,
    head: Stored<Secret>,
    next: NextValue,
    seen: readonly number[] | null,
  ): Promise<Stored<Secret>> {
    return this.publisher.publish(caller, { ...this.publication(caller, head, next, seen), throwsGone: true });
  }

  private publication(
    caller: Caller,
    head: Stored<Secret>,
    next: NextValue,
    seen: readonly number[] | null,
  ): Publication {
    return {
      ...{ permission: 'secret:rotate', head, seen },
      change: (secret) => this.next(caller, requireLive(secret), next),
      made: ({ version }) => version,
    };
  }

  /** Null: the secret has the version of this request already. */
  private async next(caller: Caller, secret: Secret, next: NextValue): Promise<Secret | null> {
    const { change, creationId, from = null } = next;
    if (creationId !== undefined && secret.versions.some((one) => one.creationId === creationId)) return null;
    if (from !== null && from !== secret.version) throw otherVersion();
    const by = { actorId: caller.principal.userId, at: this.clock.now(), creationId };
    if (change.expiresAt === undefined && isExpired(secret, by.at)) {
      throw expired('The secret has expired. Send a new expires_at with the value, or null for never.');
    }
    const value = typeof next.value === 'string' ? next.value : await this.made(next.value, secret);
    await this.archive(secret, by.at);
    const sealed = await this.sealing.seal(SECRETS_RING, sealContext(secret, secret.version + 1), value);
    return withMetadata(nextVersion(secret, sealed, by, this.settings.versionsKept), change, by);
  }

  private async made(make: ValueMaker, secret: Secret): Promise<Plaintext> {
    return checkValue(make(await this.sealing.open(SECRETS_RING, sealContext(secret, secret.version), secret.current)));
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
