import { Injectable } from '@nestjs/common';
import { asSealed, newId } from '#kernel';
import { CANARY_CONTEXT } from '../../domain/canary.js';
import { MASTER_RING, SECRETS_RING } from '../../domain/key-ring.js';
import { KeyRingStore } from '../../ports/key-ring.store.js';
import type { ResealedPage, SealedHolder } from '../../ports/sealed-holder.js';
import { Sealing } from './sealing.js';

const NOTHING: ResealedPage = { next: null, examined: 0, resealed: 0, failed: 0 };

/** Seals the canary in the `master` descriptor again: the only sealed value that this library keeps itself. */
@Injectable()
export class CanaryHolder implements SealedHolder {
  readonly name = 'canary';

  constructor(
    private readonly store: KeyRingStore,
    private readonly sealing: Sealing,
  ) {}

  holds(ring: string): boolean {
    return ring === SECRETS_RING;
  }

  async estimate(): Promise<number> {
    return 1;
  }

  async reseal(ring: string, version: number): Promise<ResealedPage> {
    const master = await this.store.rings.load(MASTER_RING);
    if (!master?.value.canary) return NOTHING;
    const present = asSealed(master.value.canary);
    const canary = await this.sealing.renew(ring, CANARY_CONTEXT, present, version);
    if (canary === present) return { ...NOTHING, examined: 1 };
    if (canary === null) return { ...NOTHING, examined: 1, failed: 1 };
    // Tried once, and not by changeDocument: the next pass tries again after a lost race.
    const published = await this.store.rings.replace({ ...master.value, canary }, master.revision, newId());
    return { ...NOTHING, examined: 1, ...(published === 'published' ? { resealed: 1 } : { failed: 1 }) };
  }
}
