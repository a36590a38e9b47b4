import { Prop, Schema, SchemaFactory } from '@nestjs/mongoose';
import type { KeyState } from '#keys';
import { DocumentRow, EMBEDDED, STRICT } from '../engine/document.schema.js';

@Schema(EMBEDDED)
export class KeyVersionPart {
  @Prop({ type: Number, required: true })
  version!: number;

  @Prop({ type: String, required: true })
  state!: KeyState;

  @Prop({ type: Number, required: true })
  createdAt!: number;

  @Prop({ type: Number })
  retiredAt!: number | null;
}

const KeyVersionPartSchema = SchemaFactory.createForClass(KeyVersionPart);

/** A ring's descriptor: no key material. */
@Schema({ ...STRICT, collection: 'key_rings' })
export class KeyRingRow extends DocumentRow {
  @Prop({ type: [KeyVersionPartSchema], default: undefined })
  versions!: KeyVersionPart[];

  @Prop({ type: Number, required: true })
  epoch!: number;

  @Prop({ type: String })
  canary!: string | null;

  @Prop({ type: String })
  storeId!: string | null;

  @Prop({ type: String })
  pepperCheck!: string | null;

  @Prop({ type: Number, required: true })
  createdAt!: number;
}

export const KeyRingSchema = SchemaFactory.createForClass(KeyRingRow);
