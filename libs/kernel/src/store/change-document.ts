import { CofferError } from '../errors.js';
import type { Documents, Stored } from './documents.js';
import type { PublishingWindow } from './publishing-window.js';

/** Tries of a change that says neither how many nor within which window. */
const ATTEMPTS = 5;

/** The part of {@link Documents} that a change uses. */
export type ChangeableDocuments<T extends { readonly id: string }> = Pick<Documents<T>, 'load' | 'insert' | 'replace'>;

/** How a document changes. `A`: what `absent` returns; `L`: what `lost` returns. */
export interface DocumentChange<T, A extends T | null, L extends null> {
  readonly id: string;
  /** Every write is made for this request: a fence can tell whether it has published. */
  readonly requestId: string;
  /** The document as it was already read. Without it, the document is loaded first. */
  readonly first?: Stored<T>;
  /**
   * The new value. Null, or the value itself: nothing is written. Throws to refuse. Called again with the present
   * value after each lost race.
   */
  change(value: T, revision: number): T | null | Promise<T | null>;
  /** There is no such document: returns the value to insert, or null to write nothing, or throws. */
  absent(): A | Promise<A>;
  /** `busy` is thrown when it has closed. Looked at after each read, right before the write that is based on it. */
  readonly window?: PublishingWindow;
  /** Writes that are tried at most: 5 by default, and unlimited where a window is given. */
  readonly attempts?: number;
  /** Every attempt lost its race: throws, or returns null. Without it, `conflict` is thrown. */
  lost?(): L;
  /** A unique key of the new value belongs to another document: throws. Without it, this is a lost race. */
  taken?(): never;
  /** Called after each write, also after one that threw: a write whose answer was lost may have landed. */
  written?(): void;
  /** Waits after each lost race. Without it, the next try begins at once. */
  pause?(): Promise<void>;
}

/** The document after {@link changeDocument}. `published` is false if there was nothing to change. */
export interface Changed<T> {
  readonly published: boolean;
  readonly stored: Stored<T>;
}

/**
 * Changes one document by compare-and-set: reads it, asks `change` for the new value and publishes that if the revision
 * is still the same. After a lost race it reads the document again and asks again.
 *
 * Returns null if the document is absent and stays so, or if every attempt lost and `lost` returned null. Errors: those
 * of the callbacks; `busy` when the window has closed; `conflict`; PartUnavailable; OutcomeUnknown, after which nothing
 * is tried again.
 *
 * @example
 * await changeDocument(store.users, {
 *   id,
 *   requestId,
 *   window: new PublishingWindow(clock),
 *   change: (user) => (user.state === 'active' ? { ...user, state: 'disabled' } : null),
 *   absent: () => { throw notFound('user'); },
 * });
 */
export async function changeDocument<
  T extends { readonly id: string },
  A extends T | null = never,
  L extends null = never,
>(
  documents: ChangeableDocuments<T>,
  options: DocumentChange<T, A, L>,
): Promise<Changed<T> | (null extends A | L ? null : never)> {
  const none = null as null extends A | L ? null : never;
  const attempts = options.attempts ?? (options.window ? Number.POSITIVE_INFINITY : ATTEMPTS);
  let present = options.first ?? (await documents.load(options.id));
  for (let attempt = 1; ; attempt += 1) {
    const value = present ? await options.change(present.value, present.revision) : await options.absent();
    if (present && (value === null || value === present.value)) return { published: false, stored: present };
    if (value === null) return none;
    options.window?.requireOpen();
    if (await write(documents, options, value, present)) {
      return { published: true, stored: { revision: (present?.revision ?? 0) + 1, value } };
    }
    if (attempt >= attempts) break;
    await options.pause?.();
    present = await documents.load(options.id);
  }
  if (!options.lost) throw changedMeanwhile('document');
  options.lost();
  return none;
}

/** Whether the write was published; false: it lost a race. */
async function write<T extends { readonly id: string }>(
  documents: ChangeableDocuments<T>,
  { requestId, taken, written }: Pick<DocumentChange<T, never, never>, 'requestId' | 'taken' | 'written'>,
  value: T,
  before: Stored<T> | null,
): Promise<boolean> {
  try {
    if (!before) return (await documents.insert(value, requestId)) === 'inserted';
    const outcome = await documents.replace(value, before.revision, requestId);
    if (outcome === 'taken') taken?.();
    return outcome === 'published';
  } finally {
    written?.();
  }
}

/** How a document is removed: see {@link removeDocument}. */
export type DocumentRemoval<T> = Pick<DocumentChange<T, never, never>, 'first' | 'window' | 'attempts'> & {
  readonly id: string;
  /** Every attempt lost its race: throws. Without it, `conflict` is thrown. */
  lost?(): never;
};

/**
 * Removes a document whatever its revision. False if it is absent. Bounds and errors are those of
 * {@link changeDocument}.
 */
export async function removeDocument<T extends { readonly id: string }>(
  documents: Pick<Documents<T>, 'load' | 'remove'>,
  { id, first, window, attempts = window ? Number.POSITIVE_INFINITY : ATTEMPTS, lost }: DocumentRemoval<T>,
): Promise<boolean> {
  let present = first ?? (await documents.load(id));
  for (let attempt = 1; present; attempt += 1) {
    window?.requireOpen();
    if (await documents.remove(id, present.revision)) return true;
    if (attempt >= attempts) throw lost ? lost() : changedMeanwhile('document');
    present = await documents.load(id);
  }
  return false;
}

/**
 * 409: others changed the document first, each time.
 *
 * @example
 * lost: () => { throw changedMeanwhile('user'); } // 'The user was being changed at the same time. Try again.'
 */
export function changedMeanwhile(what: string): CofferError {
  return new CofferError('conflict', `The ${what} was being changed at the same time. Try again.`);
}
