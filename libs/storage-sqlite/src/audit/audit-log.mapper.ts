import type { AuditBatch, StoredRecord } from '#audit';
import { integer, type SqlRow, text } from '../engine/sql.js';
import type { SqlValue } from '../engine/write-protocol.js';

/**
 * Rows of (seq, batch_id, leaf, personal). Throws if the numbers are not consecutive from `first`, which is a defect.
 */
export function toRows(batch: AuditBatch): readonly (readonly SqlValue[])[] {
  return batch.records.map(({ seq, leaf, personal }, index) => {
    if (seq !== batch.first + index) throw new Error('a batch of records is not consecutive');
    return [seq, index === 0 ? batch.batchId : null, leaf, JSON.stringify(personal)];
  });
}

export function toRecord(row: SqlRow): StoredRecord {
  return { seq: integer(row.seq), leaf: text(row.leaf), personal: JSON.parse(text(row.personal)) };
}
