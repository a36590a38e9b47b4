import { StoredFormat } from '#kernel';

/** The record of a request with an Idempotency-Key: no part of its body, and only the id of its object [R88]. */
export interface Creation {
  /** Keyed hash (base64url) over the caller's id and the key: the same key of another caller has another record. */
  readonly id: string;
  /** Keyed hash (base64url) of the caller: finds the records of an account that is deleted. Empty before format 4. */
  readonly owner: string;
  /**
   * Keyed hash (base64url) over the route and the body, under a key of the caller's ring. Empty once what was made was
   * erased.
   */
  readonly requestHash: string;
  /** The version of the ring that the key of `requestHash` comes from. Null before format 4: it came from the pepper. */
  readonly keyVersion: number | null;
  /** The id that the object has, or will have. */
  readonly objectId: string;
  /** When the object was first seen, in milliseconds since 1970. Null: not yet. It is made only while this is null. */
  readonly madeAt: number | null;
  readonly createdAt: number;
  readonly expiresAt: number;
}

/** How creations are stored, in every store alike. */
export const CREATION_FORMAT = new StoredFormat<Creation>({ owner: '', keyVersion: null });

/** How long a key is kept: 24 h, in milliseconds. */
export const CREATION_KEPT_MS = 86_400_000;

/**
 * Whether the key is free again: from `expiresAt` on, even if the sweep has not removed the record yet. `now`:
 * milliseconds since 1970.
 */
export function isExpired(creation: Creation, now: number): boolean {
  return creation.expiresAt <= now;
}

/** The record without its hash: no request is that of the record any more, and the key makes nothing again. */
export function erased(creation: Creation): Creation {
  return { ...creation, requestHash: '' };
}
