import { type Sealed, type Stored, StoredFormat } from '#kernel';

/** One piece of personal data, sealed under its owner's ring. */
export interface SensitiveRecord {
  readonly id: string;
  readonly ownerId: string;
  /** A name in the registry of types. Authenticated by the seal. */
  readonly dataType: string;
  readonly sealed: Sealed;
  /** Begins at 1, and is raised with each new value. Authenticated by the seal. */
  readonly version: number;
  /** How often the record was only sealed anew. */
  readonly reseals: number;
  readonly createdAt: number;
  readonly updatedAt: number;
}

/** How personal data is stored, in every store alike. */
export const SENSITIVE_RECORD_FORMAT = new StoredFormat<SensitiveRecord>();

/**
 * The revision that clients see in ETag and If-Match. Sealing anew does not change it.
 *
 * @example
 * seenRevision({ revision: 5, value: { ...record, reseals: 2 } }); // 3
 */
export function seenRevision({ revision, value }: Stored<SensitiveRecord>): number {
  return revision - value.reseals;
}

/** The record with its next value. `now`: milliseconds since 1970. */
export function withValue(record: SensitiveRecord, sealed: Sealed, now: number): SensitiveRecord {
  return { ...record, sealed, version: record.version + 1, updatedAt: now };
}

/** The record with the same value, sealed under another version of the ring. */
export function resealed(record: SensitiveRecord, sealed: Sealed): SensitiveRecord {
  return { ...record, sealed, reseals: record.reseals + 1 };
}
