import { OutcomeUnknown } from '../errors.js';
import { removeDocument } from './change-document.js';
import type { Documents } from './documents.js';

/**
 * Runs `check` after a document was inserted, and removes the document again if it throws. So of documents that are made
 * at the same time, each counts all: together they never exceed a bound, and may all be refused. `OutcomeUnknown` if it
 * could not be removed.
 *
 * @example
 * await orTakeBack(store.keys, key.id, () => this.requireRoom(key.accountId));
 */
export async function orTakeBack<T extends { readonly id: string }, R>(
  documents: Pick<Documents<T>, 'load' | 'remove'>,
  id: string,
  check: () => Promise<R>,
): Promise<R> {
  try {
    return await check();
  } catch (error) {
    await removeDocument(documents, { id }).catch((cause) => {
      throw new OutcomeUnknown(cause);
    });
    throw error;
  }
}
