import { Injectable } from '@nestjs/common';
import { CofferError, type Plaintext, type Sealed, tooSlow } from '#kernel';
import { type SealContext, Sealing, userRing } from '#keys';
import type { SensitiveRecord } from '../domain/sensitive-record.js';

/** The part of a record that its seal authenticates. */
type Sealable = Pick<SensitiveRecord, 'id' | 'ownerId' | 'dataType' | 'version'>;

/** Seals values under their owner's ring. They open only for the same owner, record, type and version [R55]. */
@Injectable()
export class RecordSealing {
  constructor(private readonly sealing: Sealing) {}

  /** Errors: `busy` if the owner has no ring, because the account is being deleted; PartUnavailable. Never makes a ring. */
  async seal(record: Sealable, value: Plaintext): Promise<Sealed> {
    try {
      return await this.sealing.seal(userRing(record.ownerId), contextOf(record), value);
    } catch (error) {
      throw error instanceof CofferError && error.code === 'not_found' ? tooSlow() : error;
    }
  }

  /** Errors: CannotOpen; PartUnavailable. */
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
