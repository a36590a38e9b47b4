/** A document as its store holds it. `revision` starts at 1 and rises by one with each publication. */
export interface Stored<T> {
  readonly revision: number;
  readonly value: T;
}

/** `taken`: a unique key of the new value (its id included) belongs to another document. */
export type Insertion = 'inserted' | 'taken';
export type Replacement = 'published' | 'conflict' | 'taken';

/**
 * Documents that change by one compare-and-set each: how every operation of Coffer becomes visible.
 *
 * Each write names the request that it is made for; the store keeps the ids of the last 10 minutes beside the
 * document, so that a lost answer can be told from a lost race. Every write is durable (w: majority and journaled, or
 * an fsynced log) before it is acknowledged.
 *
 * Errors: {@link PartUnavailable} when nothing was changed; {@link OutcomeUnknown} when a write's answer was lost.
 * Both within 2 s [R89].
 */
export abstract class Documents<T extends { readonly id: string }> {
  /** Null: no such document (a fenced id is none). */
  abstract load(id: string): Promise<Stored<T> | null>;

  /** Makes the document with revision 1. */
  abstract insert(value: T, requestId: string): Promise<Insertion>;

  /** Replaces the whole document if its revision is still `expected`; `conflict` also when it is gone. */
  abstract replace(value: T, expected: number, requestId: string): Promise<Replacement>;

  /** Removes the document if its revision is still `expected`; false when it moved or is gone. */
  abstract remove(id: string, expected: number): Promise<boolean>;

  /**
   * Settles whether `requestId` has published this document, for good: raises its revision (or, where there is none,
   * takes the id) so that a write still under way can no longer land, then looks. A fence is itself not a publication.
   */
  abstract fence(id: string, requestId: string): Promise<boolean>;
}

/** How long a document remembers who published it, in milliseconds. */
export const PUBLISHED_MEMORY_MS = 600_000;
