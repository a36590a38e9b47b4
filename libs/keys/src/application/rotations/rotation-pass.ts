import { Injectable } from '@nestjs/common';
import { MASTER_RING } from '../../domain/key-ring.js';
import type { Rotation } from '../../domain/rotation.js';
import type { PassPage } from '../../domain/rotation-course.js';
import { KeyRingCache } from '../sealing/key-ring-cache.js';
import { MasterPass } from './master-pass.js';
import { RingPass } from './ring-pass.js';

/** A pass over everything that may be under an older version. It moves what it finds, page by page, and counts it. */
export interface Pass {
  /** About how many things there are to examine. */
  estimate(rotation: Rotation): Promise<number>;
  /** Works on the page at the rotation's place. May be repeated. PartUnavailable if store or keyring do not answer. */
  page(rotation: Rotation): Promise<PassPage>;
}

/** The pass of any rotation: over key rings for the master key, over sealed values for a ring. */
@Injectable()
export class RotationPass implements Pass {
  constructor(
    private readonly master: MasterPass,
    private readonly ring: RingPass,
    private readonly cache: KeyRingCache,
  ) {}

  estimate(rotation: Rotation): Promise<number> {
    // Another node may have activated the version less than a second ago, and sealing must use it.
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
