import { Prop, Schema, SchemaFactory } from '@nestjs/mongoose';
import type { StoredRecord } from '#audit';
import { STRICT } from '../engine/document.schema.js';

/** A record as it is stored. `lasting` is absent in older formats. */
export type AuditRecordRow = Omit<StoredRecord, 'lasting'> & Partial<Pick<StoredRecord, 'lasting'>>;

/**
 * One durable write of the log. A batch is deleted only after it was archived. The only update empties the personal values of records
 * (`AuditLog.erasePersonal`), never a leaf. A batch is only inserted at the number after the end of another one, and
 * `_id` is unique. So batches neither overlap nor leave a gap.
 */
@Schema({ ...STRICT, collection: 'audit_batches' })
export class AuditBatchRow {
  /** The number of its first record. */
  @Prop({ type: Number, required: true })
  _id!: number;

  /** The number of its last record. */
  @Prop({ type: Number, required: true })
  last!: number;

  @Prop({ type: String, required: true })
  batchId!: string;

  /** The requests that have an outcome in this batch. Absent in batches of older formats. */
  @Prop({ type: [String], default: undefined })
  closes?: string[];

  /** The hashes of the leaves, 32 bytes each. Absent in batches of formats up to 16. */
  @Prop({ type: Buffer })
  hashes?: Buffer;

  /** At most 256, consecutive. */
  @Prop({ type: [Object], default: undefined })
  records!: AuditRecordRow[];
}

export const AuditBatchSchema = SchemaFactory.createForClass(AuditBatchRow);
