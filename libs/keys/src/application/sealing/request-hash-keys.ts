import type { KeyObject } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { type OwnerKey, OwnerKeySource } from '#idempotency';
import { CofferError, tooSlow } from '#kernel';
import { hashKeyOf } from '../../domain/hash-key.js';
import { CannotOpen } from '../../domain/key-errors.js';
import { userRing } from '../../domain/key-ring.js';
import { KeyRingCache } from './key-ring-cache.js';

const PURPOSE = 'request';

/** The keys under which the requests of an account are hashed, derived from the account's ring. */
@Injectable()
export class RequestHashKeys extends OwnerKeySource {
  constructor(private readonly cache: KeyRingCache) {
    super();
  }

  async newest(userId: string): Promise<OwnerKey> {
    try {
      const { ref, key } = await this.cache.sealingKey(userRing(userId));
      return { version: ref.version, key: hashKeyOf(key, PURPOSE) };
    } catch (error) {
      // Every account has a ring until it is deleted.
      throw error instanceof CofferError && error.code === 'not_found' ? tooSlow() : error;
    }
  }

  async of(userId: string, version: number): Promise<KeyObject | null> {
    try {
      return hashKeyOf(await this.cache.ringKey(userRing(userId), version), PURPOSE);
    } catch (error) {
      if (error instanceof CannotOpen) return null;
      throw error;
    }
  }
}
