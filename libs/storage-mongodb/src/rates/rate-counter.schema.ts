import { Prop, Schema, SchemaFactory } from '@nestjs/mongoose';
import { STRICT } from '../engine/document.schema.js';

@Schema({ ...STRICT, collection: 'rate_counters' })
export class RateCounterRow {
  /** `<number of the window>:<key>`. */
  @Prop({ type: String, required: true })
  _id!: string;

  @Prop({ type: Number, required: true })
  hits!: number;

  /** Milliseconds since 1970. */
  @Prop({ type: Number, required: true })
  expiresAt!: number;
}

export const RateCounterSchema = SchemaFactory.createForClass(RateCounterRow);
RateCounterSchema.index({ expiresAt: 1 });
