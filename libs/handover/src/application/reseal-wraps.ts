import { Injectable } from '@nestjs/common';
import type { Stored } from '#kernel';
import {
  type Moved,
  type ResealedPage,
  repeatablePage,
  resealDocument,
  resealedPage,
  SECRETS_RING,
  type SealedHolder,
} from '#keys';
import type { Wrap } from '../domain/wrap.js';
import { WrapStore } from '../ports/wrap.store.js';
import { WrapSealing } from './wrap-sealing.js';

/** Values of one page. A sealed value has at most 90 KiB in base64. */
const PAGE = 100;

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
  reseal(_ring: string, version: number, place: string | null): Promise<ResealedPage> {
    return repeatablePage(async () => {
      const wraps = await this.store.sealedAfter(place, PAGE);
      const moved: Moved[] = [];
      for (const wrap of wraps) moved.push(await this.move(wrap, version));
      return resealedPage(moved, wraps.length < PAGE ? null : (wraps.at(-1)?.value.id ?? null));
    });
  }

  private move(first: Stored<Wrap>, version: number): Promise<Moved> {
    return resealDocument(this.store.wraps, first, async (wrap) => {
      if (wrap.sealed === null) return wrap;
      const sealed = await this.sealing.renew(wrap, wrap.sealed, version);
      if (sealed === null) return null;
      return sealed === wrap.sealed ? wrap : { ...wrap, sealed };
    });
  }
}
