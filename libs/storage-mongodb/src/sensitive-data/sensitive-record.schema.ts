import { Prop, Schema, SchemaFactory } from '@nestjs/mongoose';
import type { Sealed } from '#kernel';
import { DocumentRow, STRICT } from '../engine/document.schema.js';

@Schema({ ...STRICT, collection: 'sensitive_data' })
export class SensitiveRecordRow extends DocumentRow {
  @Prop({ type: String, required: true })
  ownerId!: string;

  @Prop({ type: String, required: true })
  dataType!: string;

  /** Base64. */
  @Prop({ type: String, required: true })
  sealed!: Sealed;

  @Prop({ type: Number, required: true })
  version!: number;

  @Prop({ type: Number, required: true })
  reseals!: number;

  @Prop({ type: Number, required: true })
  createdAt!: number;

  @Prop({ type: Number, required: true })
  updatedAt!: number;
}

export const SensitiveRecordSchema = SchemaFactory.createForClass(SensitiveRecordRow);
SensitiveRecordSchema.index({ ownerId: 1, _id: 1 });
