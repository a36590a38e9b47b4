import { Prop, Schema, SchemaFactory, type SchemaOptions } from '@nestjs/mongoose';

/** For every schema: unknown fields throw, in writes and in filters [R74]; collections and indexes are made at start. */
export const STRICT = {
  strict: 'throw',
  strictQuery: 'throw',
  versionKey: false,
  id: false,
  minimize: false,
  autoCreate: false,
  autoIndex: false,
  bufferCommands: false,
} as const satisfies SchemaOptions;

/** For parts of a document. */
export const EMBEDDED = { _id: false, id: false, strict: 'throw', minimize: false } as const satisfies SchemaOptions;

@Schema(EMBEDDED)
export class Publication {
  /** The request that published. */
  @Prop({ type: String, required: true })
  id!: string;

  /** Milliseconds since 1970. */
  @Prop({ type: Number, required: true })
  at!: number;
}

const PublicationSchema = SchemaFactory.createForClass(Publication);

/** What every document that changes by compare-and-set has besides its own fields. */
@Schema(STRICT)
export class DocumentRow {
  @Prop({ type: String, required: true })
  _id!: string;

  @Prop({ type: Number, required: true })
  revision!: number;

  /** The store format that it was written in; absent in format 1. */
  @Prop({ type: Number })
  format?: number;

  /** Who published it, the oldest first. */
  @Prop({ type: [PublicationSchema], default: undefined })
  published!: Publication[];

  /** Set where an id was taken by a fence: such a row is no document and has none of a document's fields. */
  @Prop({ type: Boolean })
  fenced?: boolean;
}
