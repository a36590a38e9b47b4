import { Injectable } from '@nestjs/common';
import { MASTER_RING } from '../../domain/key-ring.js';
import type { Rotation } from '../../domain/rotation.js';
import type { PassPage } from '../../domain/rotation-course.js';
import { KeyRingCache } from '../sealing/key-ring-cache.js';
import { MasterPass } from './master-pass.js';
import { RingPass } from './ring-pass.js';

/** A pass over everything that may be under an older version: looked at page by page, moved, and counted. */
export interface Pass {
  /** How many things there are to look at, about. */
  estimate(rotation: Rotation): Promise<number>;
  /** The page at the rotation's place. Repeatable; throws PartUnavailable when a part is away. */
  page(rotation: Rotation): Promise<PassPage>;
}

@Injectable()
export class RotationPass implements Pass {
  constructor(
    private readonly master: MasterPass,
    private readonly ring: RingPass,
    private readonly cache: KeyRingCache,
  ) {}

  estimate(rotation: Rotation): Promise<number> {
    // Another node may have made the version active less than a second ago: sealing here must know.
    this.cache.drop(rotation.ring);
    return this.of(rotation).estimate(rotation);
  }

  page(rotation: Rotation): Promise<PassPage> {
    return this.of(rotation).page(rotation);
  }

  private of({ ring }: Rotation): Pass {
    return ring === MASTER_RING ? this.master : this.ring;
  }
}
