import { removeDocument } from './change-document.js';
import type { Documents } from './documents.js';

const BATCH = 200;

/**
 * Removes every document that `list` names, whatever its revision, until it names no more. `list` returns at most
 * `limit` ids. Returns how many were removed. Tries each without limit: it is for documents that almost nothing writes.
 *
 * @example
 * await removeListed(store.sessions, (limit) => store.idsOf(userId, limit));
 */
export async function removeListed<T extends { readonly id: string }>(
  documents: Pick<Documents<T>, 'load' | 'remove'>,
  list: (limit: number) => Promise<readonly string[]>,
): Promise<number> {
  let removed = 0;
  for (;;) {
    const ids = await list(BATCH);
    for (const id of ids) {
      if (await removeDocument(documents, { id, attempts: Number.POSITIVE_INFINITY })) removed += 1;
    }
    if (ids.length < BATCH) return removed;
  }
}
