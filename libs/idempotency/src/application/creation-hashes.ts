import { Injectable } from '@nestjs/common';
import { Roots } from '#kernel';
import type { Creation } from '../domain/creation.js';
import { creationId, type HashedRequest, ownerHash, requestHash } from '../domain/keyed-hashes.js';
import { OwnerKeySource } from '../ports/owner-keys.js';

/** Who sent which request with which Idempotency-Key. */
export interface KeyedRequest extends HashedRequest {
  readonly userId: string;
  readonly key: string;
}

/** The keyed hashes of records. Ids and owners are hashed under the peppers, requests under the caller's own ring. */
@Injectable()
export class CreationHashes {
  constructor(
    private readonly roots: Roots,
    private readonly ownerKeys: OwnerKeySource,
  ) {}

  /** The ids that the record of the caller's key may have, by the newest pepper first. */
  ids({ userId, key }: KeyedRequest): readonly string[] {
    return this.roots.deriveAll('idempotency').map((hashKey) => creationId(hashKey, userId, key));
  }

  /** What the records of an account have as `owner`, by the newest pepper first. */
  owners(userId: string): readonly string[] {
    return this.roots.deriveAll('idempotency').map((hashKey) => ownerHash(hashKey, userId));
  }

  /** The hashes of a new record. Errors: those of {@link OwnerKeySource.newest}. */
  async fresh(request: KeyedRequest): Promise<Pick<Creation, 'owner' | 'requestHash' | 'keyVersion'>> {
    const { version, key } = await this.ownerKeys.newest(request.userId);
    const owner = ownerHash(this.roots.derive('idempotency'), request.userId);
    return { owner, requestHash: requestHash(key, request.userId, request), keyVersion: version };
  }

  /** Whether the record is that of this request. False too if the key of its hash was destroyed meanwhile. */
  async areOf(request: KeyedRequest, { keyVersion, requestHash: kept }: Creation): Promise<boolean> {
    const { userId } = request;
    // A record of an older build, for 25 h after the upgrade.
    if (keyVersion === null) {
      return this.roots.deriveAll('idempotency').some((hashKey) => requestHash(hashKey, userId, request) === kept);
    }
    const key = await this.ownerKeys.of(userId, keyVersion);
    return key !== null && requestHash(key, userId, request) === kept;
  }
}
