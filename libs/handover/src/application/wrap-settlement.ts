import { Injectable } from '@nestjs/common';
import { type Leaf, type Settlement, unpublished } from '#audit';
import { Clock } from '#kernel';
import { WrapStore } from '../ports/wrap.store.js';

/** Settles the opening or the end of a wrap: it succeeded if its request has published the wrap. */
@Injectable()
export class WrapSettlement implements Settlement {
  constructor(
    private readonly store: WrapStore,
    private readonly clock: Clock,
  ) {}

  async settle(intent: Leaf): Promise<'succeeded' | 'failed' | 'unknown'> {
    if (intent.resource_id === null) return 'unknown';
    const published = await this.store.wraps.fence(intent.resource_id, intent.request_id);
    return published ? 'succeeded' : unpublished(intent, this.clock.now());
  }
}
