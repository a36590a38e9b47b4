import { Injectable } from '@nestjs/common';
import type { Plaintext, Sealed } from '#kernel';
import { CannotOpen } from '../../domain/key-errors.js';
import { openValue, type SealContext, sealedVersion, sealValue } from '../../domain/sealed-value.js';
import { KeyRingCache } from './key-ring-cache.js';

/** Seals values under key rings and opens them: the only way from plaintext to what a store accepts, and back. */
@Injectable()
export class Sealing {
  constructor(private readonly cache: KeyRingCache) {}

  /**
   * Seals under the ring's active version. PartUnavailable when the ring's descriptor cannot be read (it was not
   * within the last second) or the keyring does not answer; `not_found` for a ring that is gone.
   */
  async seal(ring: string, context: SealContext, value: Plaintext): Promise<Sealed> {
    const { ref, key } = await this.cache.sealingKey(ring);
    return sealValue(key, ref, context, value);
  }

  /**
   * Opens what was sealed for exactly this ring and context; every other case is the one CannotOpen. Answers at once
   * where the key is held, which is nearly always: a reveal then waits for nothing.
   */
  open(ring: string, context: SealContext, sealed: Sealed): Plaintext | Promise<Plaintext> {
    const key = this.cache.heldOpeningKey(ring, sealed);
    if (key) return openValue(key, ring, context, sealed);
    return this.openSlowly(ring, context, sealed);
  }

  /**
   * What `sealed` holds under version `version` of the ring or a newer one: the same text where it is there already.
   * Null when it does not open, or this node still sealed under an older version, which it does for at most a second.
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
