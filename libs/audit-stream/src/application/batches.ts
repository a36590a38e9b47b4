import type { AuditLine } from '#audit';
import type { BatchBounds } from '../domain/stream-bounds.js';

/** Lines that are sent together. */
export interface Batch {
  /** The number of the last record that they tell of. */
  readonly last: number;
  readonly lines: readonly string[];
  /** Whether it ended at its bounds: there may be more. */
  readonly isFull: boolean;
}

/** The next batch. Null: there are no lines. Reads no more of `lines` than it needs. */
export async function nextBatch(
  lines: AsyncGenerator<AuditLine>,
  { records, bytes }: BatchBounds,
): Promise<Batch | null> {
  const taken: string[] = [];
  let last = 0;
  let size = 0;
  for await (const { seq, text } of lines) {
    size += Buffer.byteLength(text) + 1;
    if (taken.length > 0 && size > bytes) return { last, lines: taken, isFull: true };
    taken.push(text);
    last = seq;
    if (taken.length === records) return { last, lines: taken, isFull: true };
  }
  return taken.length === 0 ? null : { last, lines: taken, isFull: false };
}
