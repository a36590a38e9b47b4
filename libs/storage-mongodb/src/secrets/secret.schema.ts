import { Prop, Schema, SchemaFactory } from '@nestjs/mongoose';
import type { Metadata, SecretState, SecretVersion } from '#secrets';
import { DocumentRow, EMBEDDED, STRICT } from '../engine/document.schema.js';

@Schema(EMBEDDED)
export class SecretVersionPart {
  @Prop({ type: Number, required: true })
  version!: number;

  @Prop({ type: Number, required: true })
  createdAt!: number;

  @Prop({ type: String, required: true })
  createdBy!: string;

  @Prop({ type: String, required: true })
  state!: SecretVersion['state'];

  /** Absent, if the version was not put under an Idempotency-Key. */
  @Prop({ type: String })
  creationId?: string;
}

const SecretVersionPartSchema = SchemaFactory.createForClass(SecretVersionPart);

/** The head of a secret. */
@Schema({ ...STRICT, collection: 'secrets' })
export class SecretRow extends DocumentRow implements Metadata {
  @Prop({ type: String, required: true })
  path!: string;

  /** Unique: the path while live, `deleted:<id>` afterwards. */
  @Prop({ type: String, required: true })
  pathKey!: string;

  @Prop({ type: String })
  description!: string | null;

  @Prop({ type: String })
  owner!: string | null;

  @Prop({ type: [String], default: undefined })
  tags!: readonly string[];

  @Prop({ type: String, required: true })
  state!: SecretState;

  @Prop({ type: Number, required: true })
  version!: number;

  @Prop({ type: [SecretVersionPartSchema], default: undefined })
  versions!: SecretVersionPart[];

  /** How many versions can be revealed, for lists. Absent in rows that were written before format 10. */
  @Prop({ type: Number })
  versionsKept?: number;

  @Prop({ type: Number, required: true })
  createdAt!: number;

  @Prop({ type: String, required: true })
  createdBy!: string;

  @Prop({ type: Number, required: true })
  updatedAt!: number;

  @Prop({ type: Number })
  expiresAt!: number | null;

  @Prop({ type: Number })
  deletedAt!: number | null;

  @Prop({ type: Number, required: true })
  reseals!: number;

  /** The sealed value of the current version, base64. */
  @Prop({ type: String, required: true })
  current!: string;
}

export const SecretSchema = SchemaFactory.createForClass(SecretRow);
SecretSchema.index({ pathKey: 1 }, { unique: true, sparse: true });
SecretSchema.index({ state: 1, path: 1, _id: 1 });
SecretSchema.index({ state: 1, deletedAt: 1 });
// These end with what a look by a bound returns, so that it reads no documents.
SecretSchema.index({ state: 1, createdBy: 1, path: 1, _id: 1 });
SecretSchema.index({ state: 1, expiresAt: 1, path: 1, _id: 1 });
SecretSchema.index({ state: 1, updatedAt: 1, path: 1, _id: 1 });
