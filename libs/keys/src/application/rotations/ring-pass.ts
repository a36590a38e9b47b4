import { Injectable } from '@nestjs/common';
import type { Rotation } from '../../domain/rotation.js';
import type { PassPage } from '../../domain/rotation-course.js';
import type { SealedHolder } from '../../ports/sealed-holder.js';
import { SealedHolders } from '../sealing/sealed-holders.js';

/** Separates the name of a holder from its own place. Names of holders have letters and dashes only. */
const SEPARATOR = '|';

/** Has each value under a ring sealed again, holder by holder, in the order of their registration. */
@Injectable()
export class RingPass {
  constructor(private readonly holders: SealedHolders) {}

  async estimate({ ring }: Rotation): Promise<number> {
    const counts = await Promise.all(this.holders.of(ring).map((holder) => holder.estimate(ring)));
    return counts.reduce((total, count) => total + count, 0);
  }

  async page({ ring, version, place }: Rotation): Promise<PassPage> {
    const holders = this.holders.of(ring);
    const [name, inner] = parsed(place);
    // An unknown holder: another version of Coffer began this pass. The pass begins again with the first one.
    const known = holders.findIndex((holder) => holder.name === name);
    const at = Math.max(0, known);
    const holder = holders[at];
    if (!holder) return { next: null, examined: 0, moved: 0, failed: 0 };
    const page = await holder.reseal(ring, version, known < 0 ? null : inner);
    const next = page.next === null ? placeOf(holders[at + 1], '') : placeOf(holder, page.next);
    return { next, examined: page.examined, moved: page.resealed, failed: page.failed };
  }
}

function placeOf(holder: SealedHolder | undefined, inner: string): string | null {
  return holder ? `${holder.name}${SEPARATOR}${inner}` : null;
}

function parsed(place: string | null): readonly [string, string | null] {
  const end = place?.indexOf(SEPARATOR) ?? -1;
  if (place === null || end < 0) return ['', null];
  return [place.slice(0, end), place.slice(end + 1) || null];
}
