import {
  type AuditBatch,
  type Leaf,
  type LostIntent,
  type OpenIntent,
  openIntentOf,
  readableLeaf,
  type StoredRecord,
  storedRecord,
} from '#audit';
import { HASH_BYTES } from '#kernel';
import { integer, type SqlRow, text, textOrNull } from '../engine/sql.js';
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
  return storedRecord(integer(row.seq), row.leaf, valuesIn(row.personal), valuesIn(row.lasting));
}

/** Of a row without `personal`, which settling an intent does not need. Its leaf is null if the record is gone. */
export function toOpenIntent(row: SqlRow): OpenIntent | LostIntent {
  const seq = integer(row.seq);
  const known = {
    request_id: text(row.request_id),
    action: text(row.action) as Leaf['action'],
    resource_id: textOrNull(row.resource_id),
  };
  return openIntentOf(seq, known, row.leaf === null ? null : storedRecord(seq, row.leaf, {}, valuesIn(row.lasting)));
}

/** The leaves of awaited requests. */
export function awaitedIn(rows: readonly SqlRow[], isAwaited: (requestId: string) => boolean): Leaf[] {
  const leaves = rows.map(({ leaf }) => readableLeaf(text(leaf))).filter((leaf) => leaf !== null);
  return leaves.filter((leaf) => isAwaited(leaf.request_id));
}

/** Null: somebody altered them, so that they are no JSON. */
function valuesIn(values: unknown): unknown {
  try {
    return JSON.parse(String(values));
  } catch {
    return null;
  }
}
