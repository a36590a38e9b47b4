import { Prop, Schema, SchemaFactory } from '@nestjs/mongoose';
import { STRICT } from './document.schema.js';

/** The format of the whole store, as SQLite's `user_version`: one row. A store of format 1 has none. */
@Schema({ ...STRICT, collection: 'store_format' })
export class StoreFormatRow {
  @Prop({ type: String, required: true })
  _id!: string;

  @Prop({ type: Number, required: true })
  format!: number;
}

export const StoreFormatSchema = SchemaFactory.createForClass(StoreFormatRow);
