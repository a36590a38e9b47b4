import { Prop, Schema, SchemaFactory } from '@nestjs/mongoose';
import { STRICT } from '../engine/document.schema.js';

/**
 * How far something went through the log. `entries`: all records up to `upto` are indexed, and the intents that they
 * settle are closed. `archived`, `streamed`: they are archived, or were handed to the stream. `scrubbed`: see TileStore.
 */
@Schema({ ...STRICT, collection: 'audit_progress' })
export class AuditProgressRow {
  @Prop({ type: String, required: true })
  _id!: string;

  @Prop({ type: Number, required: true })
  upto!: number;
}

export const AuditProgressSchema = SchemaFactory.createForClass(AuditProgressRow);
