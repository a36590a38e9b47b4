import { Prop, Schema, SchemaFactory } from '@nestjs/mongoose';
import { STRICT } from '../engine/document.schema.js';

/** One revision of one entry. It is written once. */
@Schema({ ...STRICT, collection: 'entry_bodies' })
export class EntryBodyRow {
  @Prop({ type: String, required: true })
  _id!: string;

  @Prop({ type: String, required: true })
  ownerId!: string;

  @Prop({ type: String, required: true })
  entryId!: string;

  @Prop({ type: Number, required: true })
  generation!: number;

  @Prop({ type: Number, required: true })
  revision!: number;

  @Prop({ type: String })
  previous!: string | null;

  @Prop({ type: String })
  rekey!: string | null;

  /** Milliseconds since 1970, as is `writtenAt`. */
  @Prop({ type: Number, required: true })
  createdAt!: number;

  @Prop({ type: Number, required: true })
  writtenAt!: number;

  /** The bytes of what the client sealed, so that a read can be bounded before it is made. */
  @Prop({ type: Number, required: true })
  size!: number;

  @Prop({ type: String })
  name!: string | null;

  /** Base64, as are `tag`, `meta` and `ciphertext`. */
  @Prop({ type: String, required: true })
  iv!: string;

  @Prop({ type: String, required: true })
  tag!: string;

  @Prop({ type: String })
  meta!: string | null;

  @Prop({ type: String, required: true })
  ciphertext!: string;
}

export const EntryBodySchema = SchemaFactory.createForClass(EntryBodyRow);
EntryBodySchema.index({ ownerId: 1, entryId: 1, generation: 1, revision: 1, _id: 1 });
EntryBodySchema.index({ ownerId: 1, rekey: 1, _id: 1 });
EntryBodySchema.index({ ownerId: 1, _id: 1 });
