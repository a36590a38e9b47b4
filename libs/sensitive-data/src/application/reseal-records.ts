import { Injectable } from '@nestjs/common';
import { changeDocument, newId, OutcomeUnknown, PartUnavailable, type Stored } from '#kernel';
import { type ResealedPage, type SealedHolder, userRing } from '#keys';
import { resealed, type SensitiveRecord } from '../domain/sensitive-record.js';
import { SensitiveDataStore } from '../ports/sensitive-data.store.js';
import { RecordSealing } from './record-sealing.js';

/** Records of one page. A sealed value has at most 22 KiB in base64, so a page has at most 2.2 MiB. */
const PAGE = 100;
/** Writes of one value that are tried at most. */
const ATTEMPTS = 3;
const USERS = userRing('');

type Moved = 'current' | 'resealed' | 'failed';

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
  async reseal(ring: string, version: number, place: string | null): Promise<ResealedPage> {
    try {
      const page = await this.store.list(ownerOf(ring), place, PAGE);
      const moved: Moved[] = [];
      for (const stored of page) moved.push(await this.move(stored, version));
      const count = (wanted: Moved) => moved.filter((outcome) => outcome === wanted).length;
      const next = page.length < PAGE ? null : (page.at(-1)?.value.id ?? null);
      return { next, examined: page.length, resealed: count('resealed'), failed: count('failed') };
    } catch (error) {
      // Sealing anew twice is harmless, so the page is repeated, whether the write landed or not.
      throw error instanceof OutcomeUnknown ? new PartUnavailable('store', error) : error;
    }
  }

  /** Publishes the record as it is, sealed anew. A value that came first is kept, and sealed anew in its turn. */
  private async move(first: Stored<SensitiveRecord>, version: number): Promise<Moved> {
    let outcome: Moved = 'current';
    const ended = (as: Moved): null => {
      outcome = as;
      return null;
    };
    await changeDocument(this.store.records, {
      ...{ id: first.value.id, requestId: newId(), first, attempts: ATTEMPTS },
      change: async (record) => {
        const next = await this.sealing.renew(record, version);
        if (next === null) return ended('failed');
        if (next === record.sealed) return ended('current');
        outcome = 'resealed';
        return resealed(record, next);
      },
      absent: () => ended('current'),
      lost: () => ended('failed'),
    });
    return outcome;
  }
}

function ownerOf(ring: string): string {
  return ring.slice(USERS.length);
}
