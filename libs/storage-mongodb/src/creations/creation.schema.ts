import { Prop, Schema, SchemaFactory } from '@nestjs/mongoose';
import { DocumentRow, STRICT } from '../engine/document.schema.js';

@Schema({ ...STRICT, collection: 'creations' })
export class CreationRow extends DocumentRow {
  /** Absent in rows before format 4. */
  @Prop({ type: String })
  owner!: string;

  @Prop({ type: String, required: true })
  requestHash!: string;

  /** Absent in rows before format 4. */
  @Prop({ type: Number })
  keyVersion!: number | null;

  @Prop({ type: String, required: true })
  objectId!: string;

  @Prop({ type: Number })
  madeAt!: number | null;

  @Prop({ type: Number, required: true })
  createdAt!: number;

  @Prop({ type: Number, required: true })
  expiresAt!: number;
}

export const CreationSchema = SchemaFactory.createForClass(CreationRow);
CreationSchema.index({ expiresAt: 1 });
CreationSchema.index({ owner: 1 });
CreationSchema.index({ objectId: 1 });
