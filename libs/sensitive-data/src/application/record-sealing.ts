import { Injectable } from '@nestjs/common';
import { CofferError, type Plaintext, type Sealed, tooSlow } from '#kernel';
import { type SealContext, Sealing, userRing } from '#keys';
import type { SensitiveRecord } from '../domain/sensitive-record.js';

/** What a value is sealed for. */
type Sealable = Pick<SensitiveRecord, 'id' | 'ownerId' | 'dataType' | 'version'>;

/** Seals values under their owner's ring: they open for this owner, record, type and version, and for nothing else [R55]. */
@Injectable()
export class RecordSealing {
  constructor(private readonly sealing: Sealing) {}

  /** `busy` where the owner has no ring: it is never made here, so the account is being deleted. PartUnavailable. */
  async seal(record: Sealable, value: Plaintext): Promise<Sealed> {
    try {
      return await this.sealing.seal(userRing(record.ownerId), contextOf(record), value);
    } catch (error) {
      throw error instanceof CofferError && error.code === 'not_found' ? tooSlow() : error;
    }
  }

  /** CannotOpen; PartUnavailable. */
  open(record: SensitiveRecord): Plaintext | Promise<Plaintext> {
    return this.sealing.open(userRing(record.ownerId), contextOf(record), record.sealed);
  }

  /** As {@link Sealing.renew}. */
  renew(record: SensitiveRecord, version: number): Promise<Sealed | null> {
    return this.sealing.renew(userRing(record.ownerId), contextOf(record), record.sealed, version);
  }
}

function contextOf({ id, ownerId, dataType, version }: Sealable): SealContext {
  return { purpose: 'sensitive-data', owner: ownerId, recordId: id, path: dataType, version };
}
