import { Injectable } from '@nestjs/common';
import { changeDocument, newId, OutcomeUnknown, PartUnavailable, type Stored } from '#kernel';
import { type ResealedPage, SECRETS_RING, type SealedHolder } from '#keys';
import type { Wrap } from '../domain/wrap.js';
import { WrapStore } from '../ports/wrap.store.js';
import { WrapSealing } from './wrap-sealing.js';

/** Values of one page. A sealed value has at most 90 KiB in base64. */
const PAGE = 100;
/** Writes of one value that are tried at most. */
const ATTEMPTS = 3;

type Moved = 'current' | 'resealed' | 'failed';

/** Seals the values of wraps anew when the ring of the secrets rotates, so that no wrap dies with an old key version. */
@Injectable()
export class ResealWraps implements SealedHolder {
  readonly name = 'wraps';

  constructor(
    private readonly store: WrapStore,
    private readonly sealing: WrapSealing,
  ) {}

  holds(ring: string): boolean {
    return ring === SECRETS_RING;
  }

  estimate(): Promise<number> {
    return this.store.countSealed();
  }

  /** `place`: the id of the last wrap of the page before. Errors: PartUnavailable. */
  async reseal(_ring: string, version: number, place: string | null): Promise<ResealedPage> {
    try {
      const wraps = await this.store.sealedAfter(place, PAGE);
      const moved: Moved[] = [];
      for (const wrap of wraps) moved.push(await this.move(wrap, version));
      const count = (wanted: Moved): number => moved.filter((outcome) => outcome === wanted).length;
      const next = wraps.length < PAGE ? null : (wraps.at(-1)?.value.id ?? null);
      return { next, examined: moved.length, resealed: count('resealed'), failed: count('failed') };
    } catch (error) {
      // Sealing anew twice is harmless, so the page is repeated, whether the write landed or not.
      throw error instanceof OutcomeUnknown ? new PartUnavailable('store', error) : error;
    }
  }

  private async move(first: Stored<Wrap>, version: number): Promise<Moved> {
    let outcome: Moved = 'current';
    const ended = (as: Moved): null => {
      outcome = as;
      return null;
    };
    await changeDocument(this.store.wraps, {
      ...{ id: first.value.id, requestId: newId(), first, attempts: ATTEMPTS },
      change: async (wrap) => {
        if (wrap.sealed === null) return ended('current');
        const sealed = await this.sealing.renew(wrap, wrap.sealed, version);
        if (sealed === null) return ended('failed');
        if (sealed === wrap.sealed) return ended('current');
        outcome = 'resealed';
        return { ...wrap, sealed };
      },
      absent: () => ended('current'),
      lost: () => ended('failed'),
    });
    return outcome;
  }
}
