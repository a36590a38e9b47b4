import { Prop, Schema, SchemaFactory } from '@nestjs/mongoose';
import { STRICT } from './document.schema.js';

/** Written to find out whether the store takes writes. Says nothing about what is kept. */
@Schema({ ...STRICT, collection: 'engine_checks' })
export class EngineCheckRow {
  @Prop({ type: String, required: true })
  _id!: string;

  @Prop({ type: Number, required: true })
  count!: number;
}

export const EngineCheckSchema = SchemaFactory.createForClass(EngineCheckRow);
