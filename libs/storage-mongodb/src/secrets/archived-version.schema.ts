import { Prop, Schema, SchemaFactory } from '@nestjs/mongoose';
import { STRICT } from '../engine/document.schema.js';

/** The sealed bytes of one version that is not current, or the marker of a destroyed one. */
@Schema({ ...STRICT, collection: 'secret_versions' })
export class ArchivedVersionRow {
  /** `<secret id>:<version, ten digits>`, which sorts by id and version. */
  @Prop({ type: String, required: true })
  _id!: string;

  /** Base64; null: destroyed. */
  @Prop({ type: String })
  sealed!: string | null;

  /** Milliseconds since 1970. */
  @Prop({ type: Number, required: true })
  at!: number;
}

export const ArchivedVersionSchema = SchemaFactory.createForClass(ArchivedVersionRow);
