import { Prop, Schema, SchemaFactory } from '@nestjs/mongoose';
import { STRICT } from '../engine/document.schema.js';

/**
 * A full tile of the tree over the log. It is inserted, and never changed. Only one of level 0 is deleted, after its
 * leaves are archived, while the tile above has its root.
 */
@Schema({ ...STRICT, collection: 'audit_tiles' })
export class TileRow {
  /** `<level>/<index>`, filled with zeros, so that the ids of a level sort by index. */
  @Prop({ type: String, required: true })
  _id!: string;

  /** 32 bytes. */
  @Prop({ type: Buffer, required: true })
  root!: Buffer;

  /** 8,192 bytes. */
  @Prop({ type: Buffer, required: true })
  hashes!: Buffer;
}

export const TileSchema = SchemaFactory.createForClass(TileRow);
