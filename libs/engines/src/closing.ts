import type { Clock } from '#kernel';

/** How long a store has for closing, in milliseconds. What is open then ends with its connections. */
const STORE_MS = 2_000;

interface Closable {
  close(): Promise<void>;
}

/**
 * Closes what a start has opened that failed. The store comes first: what it still does may need keys. It is given up if it
 * fails or hangs, so that the failure of the start is told.
 */
export async function closeEngines(store: Closable, keyring: Closable, clock: Clock): Promise<void> {
  const closed = store.close().catch(() => {});
  await Promise.race([closed, clock.sleep(STORE_MS)]);
  await keyring.close();
}
