import type { KeyObject } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { type OwnerKey, OwnerKeySource } from '../ports/owner-keys.js';

/** The keys of accounts. They come from `keys`, a later feature, which registers itself at `onModuleInit`. */
@Injectable()
export class OwnerKeys extends OwnerKeySource {
  private source: OwnerKeySource | null = null;

  /** The last one counts. */
  register(source: OwnerKeySource): void {
    this.source = source;
  }

  newest(userId: string): Promise<OwnerKey> {
    return this.registered().newest(userId);
  }

  of(userId: string, version: number): Promise<KeyObject | null> {
    return this.registered().of(userId, version);
  }

  private registered(): OwnerKeySource {
    if (!this.source) throw new Error('no source of account keys is registered');
    return this.source;
  }
}
