import type { AuditBatch, OpenIntent, StoredRecord } from '#audit';
import { HASH_BYTES } from '#kernel';
import { integer, type SqlRow, text } from '../engine/sql.js';
import type { SqlValue } from '../engine/write-protocol.js';

/**
 * Rows of (seq, batch_id, leaf, personal, lasting). Throws if the numbers are not consecutive from `first`, or if hashes are
 * missing, which is a defect.
 */
export function toRows(batch: AuditBatch): readonly (readonly SqlValue[])[] {
  if (batch.hashes.length !== batch.records.length * HASH_BYTES) throw new Error('a batch has a hash of each record');
  return batch.records.map(({ seq, leaf, personal, lasting }, index) => {
    if (seq !== batch.first + index) throw new Error('a batch of records is not consecutive');
    return [seq, index === 0 ? batch.batchId : null, leaf, JSON.stringify(personal), JSON.stringify(lasting)];
  });
}

export function toRecord(row: SqlRow): StoredRecord {
  const [personal, lasting] = [row.personal, row.lasting].map((values) => JSON.parse(text(values)));
  return { seq: integer(row.seq), leaf: text(row.leaf), personal, lasting };
}

/** Of a row without `personal`, which settling an intent does not need. */
export function toIntent(row: SqlRow): OpenIntent {
  return { seq: integer(row.seq), leaf: JSON.parse(text(row.leaf)), lasting: JSON.parse(text(row.lasting)) };
}
