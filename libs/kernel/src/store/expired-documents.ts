import type { Documents } from './documents.js';

/** A document is kept this long after its expiry, in milliseconds. Nothing depends on when it is removed. */
const KEPT_MS = 3_600_000;
const BATCH = 200;
/** Batches of one run: more documents than a server makes between two runs. */
const BATCHES = 500;

/** A store of documents that expire. */
export interface ExpiringStore {
  /** The ids of documents that expired before `at`, earliest first, at most `limit`. */
  expiredBefore(at: number, limit: number): Promise<string[]>;
}

/**
 * Removes documents an hour after they have expired, the earliest first. One run removes at most 100,000; the next run
 * continues. A document that was prolonged after it was listed stays. Returns how many were removed. Times are
 * milliseconds since 1970. `stop`: ends the run after the present document.
 */
export async function removeExpired<T extends { readonly id: string }>(
  store: ExpiringStore,
  documents: Pick<Documents<T>, 'load' | 'remove'>,
  expiryOf: (value: T) => number,
  now: number,
  stop?: AbortSignal,
): Promise<number> {
  const at = now - KEPT_MS;
  let total = 0;
  for (let batch = 0; batch < BATCHES && !stop?.aborted; batch += 1) {
    const ids = await store.expiredBefore(at, BATCH);
    let removed = 0;
    for (const id of ids) {
      if (stop?.aborted) break;
      const stored = await documents.load(id);
      if (!stored || expiryOf(stored.value) >= at) continue;
      if (await documents.remove(id, stored.revision)) removed += 1;
    }
    total += removed;
    if (ids.length < BATCH || removed === 0) break;
  }
  return total;
}
