import { StoredFormat } from '#kernel';

/** What is kept of a request that named an Idempotency-Key: nothing of its body, and only the id of what it made [R88]. */
export interface Creation {
  /** Keyed hash (base64url) over the caller's id and the key: the same key of another caller is another creation. */
  readonly id: string;
  /** Keyed hash (base64url) over the route and the body. */
  readonly requestHash: string;
  /** The id that the object has, or will have. */
  readonly objectId: string;
  /** When the object was first seen to be there; null: not yet. What was there and is gone is not made again. */
  readonly madeAt: number | null;
  readonly createdAt: number;
  readonly expiresAt: number;
}

/** How creations are stored, in every store alike. */
export const CREATION_FORMAT = new StoredFormat<Creation>();

/** How long a key is kept for its caller: 24 h, in milliseconds. */
export const CREATION_KEPT_MS = 86_400_000;

/** From `expiresAt` on the key is free again, whether or not the sweep has come by. */
export function isExpired(creation: Creation, now: number): boolean {
  return creation.expiresAt <= now;
}
