import { Prop, Schema, SchemaFactory, type SchemaOptions } from '@nestjs/mongoose';

/**
 * For every schema: unknown fields throw, in writes and in filters [R74]. Indexes are created at start, not by
 * mongoose.
 */
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

/** For the embedded parts of a document. */
export const EMBEDDED = { _id: false, id: false, strict: 'throw', minimize: false } as const satisfies SchemaOptions;

@Schema(EMBEDDED)
export class Publication {
  /** The request that published. */
  @Prop({ type: String, required: true })
  id!: string;

  /** Milliseconds since 1970. */
  @Prop({ type: Number, required: true })
  at!: number;

  /**
   * Tells the replacements of one request apart: a number, random at the start of a process. Absent in older rows and for
   * inserts.
   */
  @Prop({ type: Number })
  write?: number;
}

const PublicationSchema = SchemaFactory.createForClass(Publication);

/** The fields that every document has besides its own. Documents change by compare-and-set on `revision`. */
@Schema(STRICT)
export class DocumentRow {
  @Prop({ type: String, required: true })
  _id!: string;

  @Prop({ type: Number, required: true })
  revision!: number;

  /** The store format that the row was written in. Absent in format 1. */
  @Prop({ type: Number })
  format?: number;

  /** The requests that published the document in the last 10 minutes, oldest first. */
  @Prop({ type: [PublicationSchema], default: undefined })
  published!: Publication[];

  /** Set if a fence took the id. Such a row is no document and has none of a document's fields. */
  @Prop({ type: Boolean })
  fenced?: boolean;
}
