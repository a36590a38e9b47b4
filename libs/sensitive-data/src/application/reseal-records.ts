import { Injectable } from '@nestjs/common';
import type { Stored } from '#kernel';
import {
  type Moved,
  type ResealedPage,
  repeatablePage,
  resealDocument,
  resealedPage,
  type SealedHolder,
  userRing,
} from '#keys';
import { resealed, type SensitiveRecord } from '../domain/sensitive-record.js';
import { SensitiveDataStore } from '../ports/sensitive-data.store.js';
import { RecordSealing } from './record-sealing.js';

/** Records of one page. A sealed value has at most 22 KiB in base64, so a page has at most 2.2 MiB. */
const PAGE = 100;
const USERS = userRing('');

/** Seals the records of an account anew when its ring rotates. */
@Injectable()
export class ResealRecords implements SealedHolder {
  readonly name = 'sensitive-data';

  constructor(
    private readonly store: SensitiveDataStore,
    private readonly sealing: RecordSealing,
  ) {}

  holds(ring: string): boolean {
    return ring.startsWith(USERS);
  }

  estimate(ring: string): Promise<number> {
    return this.store.count(ownerOf(ring));
  }

  /** `place`: the id of the last record of the page before. Errors: PartUnavailable. */
  reseal(ring: string, version: number, place: string | null): Promise<ResealedPage> {
    return repeatablePage(async () => {
      const page = await this.store.list(ownerOf(ring), place, PAGE);
      const moved: Moved[] = [];
      for (const stored of page) moved.push(await this.move(stored, version));
      return resealedPage(moved, page.length < PAGE ? null : (page.at(-1)?.value.id ?? null));
    });
  }

  private move(first: Stored<SensitiveRecord>, version: number): Promise<Moved> {
    return resealDocument(this.store.records, first, async (record) => {
      const next = await this.sealing.renew(record, version);
      if (next === null) return null;
      return next === record.sealed ? record : resealed(record, next);
    });
  }
}

function ownerOf(ring: string): string {
  return ring.slice(USERS.length);
}
