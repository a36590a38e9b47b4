import { Prop, Schema, SchemaFactory } from '@nestjs/mongoose';
import { DocumentRow, STRICT } from '../engine/document.schema.js';

@Schema({ ...STRICT, collection: 'seen_times' })
export class SeenTimeRow extends DocumentRow {
  @Prop({ type: Number, required: true })
  at!: number;

  @Prop({ type: Number, required: true })
  restMs!: number;
}

export const SeenTimeSchema = SchemaFactory.createForClass(SeenTimeRow);
