/** A document as its store holds it. `revision` starts at 1 and grows by one with each publication. */
export interface Stored<T> {
  readonly revision: number;
  readonly value: T;
}

/** `taken`: a unique key of the new value, or its id, belongs to another document. */
export type Insertion = 'inserted' | 'taken';
export type Replacement = 'published' | 'conflict' | 'taken';

/**
 * Documents of one kind. Each change is one compare-and-set: that is how every operation of Coffer becomes visible.
 *
 * Each write names its request. The store keeps the request ids of the last 10 minutes beside the document, so that a
 * lost answer can be told from a lost race. A write is durable before it is acknowledged: `w: majority` and journaled,
 * or an fsynced log.
 *
 * Errors: {@link PartUnavailable} if nothing was changed; {@link OutcomeUnknown} if the answer to a write was lost.
 * Both come within 2 s [R89].
 */
export abstract class Documents<T extends { readonly id: string }> {
  /** Null if there is no such document. A fenced id is no document. */
  abstract load(id: string): Promise<Stored<T> | null>;

  /** Inserts the document with revision 1. `taken` also if its id was fenced. */
  abstract insert(value: T, requestId: string): Promise<Insertion>;

  /**
   * Replaces the whole document if its revision is still `expected`. `conflict` if it is another one, or it is gone.
   */
  abstract replace(value: T, expected: number, requestId: string): Promise<Replacement>;

  /** Removes the document if its revision is still `expected`. False if it changed or is gone. */
  abstract remove(id: string, expected: number): Promise<boolean>;

  /**
   * Decides for good whether `requestId` has published this document. Raises the revision, or takes the id if there is
   * no document. So a write that is still under way cannot land any more. Then looks. A fence is not a publication.
   */
  abstract fence(id: string, requestId: string): Promise<boolean>;
}

/** How long a document keeps the ids of the requests that published it, in milliseconds. */
export const PUBLISHED_MEMORY_MS = 600_000;
