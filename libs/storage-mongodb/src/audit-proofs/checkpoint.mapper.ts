import { CHECKPOINT_FORMAT, type StoredCheckpoint } from '#audit-proofs';
import type { StoredFields } from '#kernel';
import type { CheckpointRow, KeptCheckpointRow } from './checkpoint.schema.js';

const EPOCH_DIGITS = 6;
const SIZE_DIGITS = 16;

/** @example keptId({ epoch: 1, size: 7 }) // '000001/0000000000000007' */
export function keptId({ epoch, size }: Pick<StoredCheckpoint, 'epoch' | 'size'>): string {
  return `${String(epoch).padStart(EPOCH_DIGITS, '0')}/${String(size).padStart(SIZE_DIGITS, '0')}`;
}

/** Every field of a row but `_id`. */
export function toCheckpointFields(checkpoint: StoredCheckpoint): Omit<CheckpointRow, '_id'> {
  return CHECKPOINT_FORMAT.toStored(checkpoint) as unknown as Omit<CheckpointRow, '_id'>;
}

export function toCheckpoint({ _id, ...fields }: CheckpointRow | KeptCheckpointRow): StoredCheckpoint {
  return CHECKPOINT_FORMAT.fromStored(fields as unknown as StoredFields);
}
