import type { StoredRecord } from '#audit';
import { MAX_ENTRY_BYTES } from '../../domain/tree/entries.js';

/** The number of the first record whose leaf is no entry, because somebody made it too long. Null: there is none. */
export function longRecord(records: readonly Pick<StoredRecord, 'seq' | 'leaf'>[]): number | null {
  return records.find(({ leaf }) => Buffer.byteLength(leaf) > MAX_ENTRY_BYTES)?.seq ?? null;
}
