import { Prop, Schema, SchemaFactory } from '@nestjs/mongoose';
import type { WrapKind } from '#handover';
import type { Sealed } from '#kernel';
import { DocumentRow, STRICT } from '../engine/document.schema.js';

@Schema({ ...STRICT, collection: 'wraps' })
export class WrapRow extends DocumentRow {
  @Prop({ type: String, required: true })
  kind!: WrapKind;

  @Prop({ type: String, required: true })
  makerId!: string;

  @Prop({ type: String, required: true })
  subjectId!: string;

  @Prop({ type: String, required: true })
  subjectName!: string;

  @Prop({ type: Number })
  version!: number | null;

  @Prop({ type: String })
  note!: string | null;

  @Prop({ type: String, required: true })
  tokenHash!: string;

  /** Base64. */
  @Prop({ type: String })
  sealed!: Sealed | null;

  /** Whether there is a sealed value: for the partial indexes. */
  @Prop({ type: Boolean, required: true })
  isSealed!: boolean;

  @Prop({ type: Number, required: true })
  views!: number;

  @Prop({ type: [Number], required: true })
  openedAt!: readonly number[];

  @Prop({ type: Number, required: true })
  createdAt!: number;

  @Prop({ type: Number, required: true })
  expiresAt!: number;

  @Prop({ type: Number })
  endedAt!: number | null;

  @Prop({ type: Number })
  triedAgainAt!: number | null;

  /** When the sweep has to look at it. */
  @Prop({ type: Number, required: true })
  dueAt!: number;
}

const SEALED = { partialFilterExpression: { isSealed: true } };

export const WrapSchema = SchemaFactory.createForClass(WrapRow);
WrapSchema.index({ dueAt: 1 });
WrapSchema.index({ makerId: 1, subjectId: 1, _id: 1 });
WrapSchema.index({ makerId: 1, expiresAt: 1 }, SEALED);
WrapSchema.index({ isSealed: 1, _id: 1 }, SEALED);
WrapSchema.index({ subjectId: 1 }, SEALED);
