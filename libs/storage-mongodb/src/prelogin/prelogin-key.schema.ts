import { Prop, Schema, SchemaFactory } from '@nestjs/mongoose';
import { DocumentRow, STRICT } from '../engine/document.schema.js';

@Schema({ ...STRICT, collection: 'prelogin_keys' })
export class PreloginKeyRow extends DocumentRow {
  @Prop({ type: String, required: true })
  key!: string;
}

export const PreloginKeySchema = SchemaFactory.createForClass(PreloginKeyRow);
