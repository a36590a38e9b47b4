import { Prop, Schema, SchemaFactory } from '@nestjs/mongoose';
import { STRICT } from '../engine/document.schema.js';

/** What this server cosigned last of a log of others. It only grows. */
@Schema({ ...STRICT, collection: 'witnessed_logs' })
export class WitnessedLogRow {
  /** The origin of the log. */
  @Prop({ type: String, required: true })
  _id!: string;

  @Prop({ type: Number, required: true })
  size!: number;

  /** base64. */
  @Prop({ type: String, required: true })
  root!: string;
}

export const WitnessedLogSchema = SchemaFactory.createForClass(WitnessedLogRow);
