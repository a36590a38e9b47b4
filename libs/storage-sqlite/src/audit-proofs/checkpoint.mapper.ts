import { CHECKPOINT_FORMAT, type StoredCheckpoint } from '#audit-proofs';
import { type SqlRow, text } from '../engine/sql.js';
import type { SqlValue } from '../engine/write-protocol.js';

/** The values of (epoch, size, document). */
export function toCheckpointRow(checkpoint: StoredCheckpoint): readonly SqlValue[] {
  return [checkpoint.epoch, checkpoint.size, JSON.stringify(CHECKPOINT_FORMAT.toStored(checkpoint))];
}

export function toCheckpoint(row: SqlRow): StoredCheckpoint {
  return CHECKPOINT_FORMAT.fromStored(JSON.parse(text(row.document)));
}
