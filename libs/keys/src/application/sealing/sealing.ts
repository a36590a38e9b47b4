import { Injectable } from '@nestjs/common';
import type { Plaintext, Sealed } from '#kernel';
import { CannotOpen } from '../../domain/key-errors.js';
import { openValue, type SealContext, sealedVersion, sealValue } from '../../domain/sealed-value.js';
import { KeyRingCache } from './key-ring-cache.js';

/** Seals values under key rings and opens them. No other code turns plaintext into what a store accepts, or back. */
@Injectable()
export class Sealing {
  constructor(private readonly cache: KeyRingCache) {}

  /**
   * Seals under the ring's active version. PartUnavailable if the keyring does not answer, or if the ring's descriptor
   * was not read within the last second and cannot be read now. `not_found` for a ring that is gone.
   */
  async seal(ring: string, context: SealContext, value: Plaintext): Promise<Sealed> {
    const { ref, key } = await this.cache.sealingKey(ring);
    return sealValue(key, ref, context, value);
  }

  /**
   * Opens what was sealed for exactly this ring and context. Every other value throws the same CannotOpen. Returns the
   * plaintext without a promise if the derived key is cached and the ring's descriptor is fresh, which is nearly
   * always.
   */
  open(ring: string, context: SealContext, sealed: Sealed): Plaintext | Promise<Plaintext> {
    const key = this.cache.heldOpeningKey(ring, sealed);
    if (key) return openValue(key, ring, context, sealed);
    return this.openSlowly(ring, context, sealed);
  }

  /**
   * Seals the value again under version `version` of the ring or a newer one. Returns `sealed` itself if it already is
   * under such a version. Null if it does not open, or if this node still sealed under an older version: its descriptor
   * may be one second old.
   */
  async renew(ring: string, context: SealContext, sealed: Sealed, version: number): Promise<Sealed | null> {
    try {
      if (sealedVersion(sealed) >= version) return sealed;
      const next = await this.seal(ring, context, await this.open(ring, context, sealed));
      return sealedVersion(next) >= version ? next : null;
    } catch (error) {
      if (error instanceof CannotOpen) return null;
      throw error;
    }
  }

  private async openSlowly(ring: string, context: SealContext, sealed: Sealed): Promise<Plaintext> {
    return openValue(await this.cache.openingKey(ring, sealed), ring, context, sealed);
  }
}
