import { Prop, Schema, SchemaFactory } from '@nestjs/mongoose';
import type { Setup } from '#auth';
import { DocumentRow, STRICT } from '../engine/document.schema.js';

@Schema({ ...STRICT, collection: 'setup' })
export class SetupRow extends DocumentRow {
  @Prop({ type: String, required: true })
  state!: Setup['state'];

  @Prop({ type: String })
  tokenHash!: string | null;

  @Prop({ type: Number })
  tokenExpiresAt!: number | null;

  @Prop({ type: String })
  userId!: string | null;
}

export const SetupSchema = SchemaFactory.createForClass(SetupRow);
