import { type ChangeableDocuments, changeDocument, newId, OutcomeUnknown, PartUnavailable, type Stored } from '#kernel';
import type { ResealedPage } from '../../ports/sealed-holder.js';

/** Writes of one document that are tried at most. */
const ATTEMPTS = 3;

/** What became of one value. `failed`: it stays under its version, because it does not open or is being changed. */
export type Moved = 'current' | 'resealed' | 'failed';

/**
 * Publishes a document as it is, sealed anew. A change that came first is kept, and sealed anew in its turn. `anew`
 * returns the document with its new seal; the document itself if there is nothing to do; null if it does not open.
 * Errors: PartUnavailable, OutcomeUnknown.
 */
export async function resealDocument<T extends { readonly id: string }>(
  documents: ChangeableDocuments<T>,
  first: Stored<T>,
  anew: (value: T) => Promise<T | null>,
): Promise<Moved> {
  let outcome: Moved = 'current';
  const ended = (as: Moved): null => {
    outcome = as;
    return null;
  };
  await changeDocument(documents, {
    ...{ id: first.value.id, requestId: newId(), first, attempts: ATTEMPTS },
    change: async (value) => {
      const next = await anew(value);
      if (next === null) return ended('failed');
      outcome = next === value ? 'current' : 'resealed';
      return next;
    },
    absent: () => ended('current'),
    lost: () => ended('failed'),
  });
  return outcome;
}

/** `next`: where the next page begins; null: this was the last one. */
export function resealedPage(moved: readonly Moved[], next: string | null): ResealedPage {
  const count = (wanted: Moved): number => moved.filter((outcome) => outcome === wanted).length;
  return { next, examined: moved.length, resealed: count('resealed'), failed: count('failed') };
}

/**
 * Runs a page whose writes may be lost: resealing twice is harmless, so the page is repeated, whether a write landed or
 * not. Errors: those of the page, with PartUnavailable in place of OutcomeUnknown.
 */
export async function repeatablePage(page: () => Promise<ResealedPage>): Promise<ResealedPage> {
  try {
    return await page();
  } catch (error) {
    throw error instanceof OutcomeUnknown ? new PartUnavailable('store', error) : error;
  }
}
