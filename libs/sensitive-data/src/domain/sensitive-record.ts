import { type Sealed, type Stored, StoredFormat } from '#kernel';

/** One piece of personal data, sealed under its owner's ring. */
export interface SensitiveRecord {
  readonly id: string;
  readonly ownerId: string;
  /** A name of the registry of types; authenticated in the seal. */
  readonly dataType: string;
  readonly sealed: Sealed;
  /** From 1, raised with each new value; authenticated in the seal. */
  readonly version: number;
  /** How often it was only sealed anew: what a client sees as its revision is the document's less this. */
  readonly reseals: number;
  readonly createdAt: number;
  readonly updatedAt: number;
}

/** How personal data is stored, in every store alike. */
export const SENSITIVE_RECORD_FORMAT = new StoredFormat<SensitiveRecord>();

/** What a client sees as the revision: sealing anew changes nothing that it knows of. */
export function seenRevision({ revision, value }: Stored<SensitiveRecord>): number {
  return revision - value.reseals;
}

/** The next value in place of the present one. */
export function withValue(record: SensitiveRecord, sealed: Sealed, now: number): SensitiveRecord {
  return { ...record, sealed, version: record.version + 1, updatedAt: now };
}

/** The same value, sealed under another version of the ring. */
export function resealed(record: SensitiveRecord, sealed: Sealed): SensitiveRecord {
  return { ...record, sealed, reseals: record.reseals + 1 };
}
