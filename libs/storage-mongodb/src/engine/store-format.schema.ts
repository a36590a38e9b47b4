import { Prop, Schema, SchemaFactory } from '@nestjs/mongoose';
import { STRICT } from './document.schema.js';

/** One row: the format of the whole store, like SQLite's `user_version`. A store of format 1 has no such row. */
@Schema({ ...STRICT, collection: 'store_format' })
export class StoreFormatRow {
  @Prop({ type: String, required: true })
  _id!: string;

  @Prop({ type: Number, required: true })
  format!: number;
}

export const StoreFormatSchema = SchemaFactory.createForClass(StoreFormatRow);
