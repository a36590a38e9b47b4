import { Prop, Schema, SchemaFactory } from '@nestjs/mongoose';
import { STRICT } from './document.schema.js';

/** A row that is written to find out whether the store accepts writes. It holds no data. */
@Schema({ ...STRICT, collection: 'engine_checks' })
export class EngineCheckRow {
  @Prop({ type: String, required: true })
  _id!: string;

  @Prop({ type: Number, required: true })
  count!: number;
}

export const EngineCheckSchema = SchemaFactory.createForClass(EngineCheckRow);
