import { Injectable } from '@nestjs/common';
import { CLOCKS_APART_MS, Clock, isAhead, LeaseWatch, newId } from '#kernel';
import { retiredBelow } from '../../domain/key-ring.js';
import type { Rotation } from '../../domain/rotation.js';
import { redated } from '../../domain/rotation-course.js';
import { KeySettings } from '../../ports/key.settings.js';
import { RotationStore } from '../../ports/rotation.store.js';
import { RingDescriptors } from '../rings/ring-descriptors.js';
import { LEASE_MS } from './held-rotation.js';

/** How many rotations one look sets right at most. */
const LOOK_AT = 50;

/**
 * Sets the times of rotations right that a clock that was ahead wrote: without that, a rotation would stand still for as
 * long as the clock was ahead [R104]. A rotation that somebody works on is renewed each 3 s and left alone: its clock is
 * ahead now, or this one is behind.
 */
@Injectable()
export class MisdatedRotations {
  private readonly watch: LeaseWatch;

  constructor(
    private readonly store: RotationStore,
    private readonly descriptors: RingDescriptors,
    private readonly settings: KeySettings,
    private readonly clock: Clock,
  ) {
    this.watch = new LeaseWatch(clock, LEASE_MS);
  }

  /** Looks at each of them twice, at least the length of a lease apart. Throws what the store throws. */
  async run(): Promise<void> {
    const now = this.clock.now();
    // The longest that a running rotation waits is the settle time.
    const soon = now + this.settings.settleMs + CLOCKS_APART_MS;
    const later = now + this.settings.destroyAfterMs + CLOCKS_APART_MS;
    const found = await this.store.misdated(soon, later, LOOK_AT);
    const still = this.watch.look(new Map(found.map(({ value, revision }) => [value.id, revision])));
    for (const { value, revision } of found) {
      if (!still.has(value.id)) continue;
      // One that waits no longer than the whole time was set right before, and is not put off again.
      const isRetiredAhead = (value.nextAt ?? 0) > later && (await this.isRetiredAhead(value, now));
      await this.store.rotations.replace(redated(value, now, isRetiredAhead), revision, newId());
    }
  }

  private async isRetiredAhead({ ring, version, phase }: Rotation, now: number): Promise<boolean> {
    const descriptor = phase === 'retired' ? await this.descriptors.load(ring) : null;
    const retired = descriptor ? retiredBelow(descriptor, version) : [];
    return retired.some(({ retiredAt }) => isAhead(retiredAt ?? 0, now));
  }
}
