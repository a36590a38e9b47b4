import { Prop, Schema, SchemaFactory } from '@nestjs/mongoose';
import type { ApiKey } from '#service-accounts';
import { DocumentRow, STRICT } from '../engine/document.schema.js';

@Schema({ ...STRICT, collection: 'api_keys' })
export class ApiKeyRow extends DocumentRow {
  @Prop({ type: String, required: true })
  accountId!: string;

  @Prop({ type: String, required: true })
  name!: string;

  @Prop({ type: String, required: true })
  digest!: string;

  @Prop({ type: String })
  scope!: string | null;

  @Prop({ type: [String], default: undefined })
  allowedIps!: readonly string[] | null;

  @Prop({ type: String, required: true })
  createdBy!: string;

  @Prop({ type: Number, required: true })
  createdAt!: number;

  @Prop({ type: Number, required: true })
  expiresAt!: number;

  @Prop({ type: Number })
  endedAt!: number | null;

  @Prop({ type: String })
  endedBecause!: ApiKey['endedBecause'];

  @Prop({ type: String })
  predecessorId!: string | null;

  @Prop({ type: String })
  successorId!: string | null;

  @Prop({ type: Boolean, required: true })
  isNamed!: boolean;

  @Prop({ type: Number })
  remindAt!: number | null;

  /** For the index. */
  @Prop({ type: Number, required: true })
  overAt!: number;
}

export const ApiKeySchema = SchemaFactory.createForClass(ApiKeyRow);
ApiKeySchema.index({ accountId: 1, _id: -1 });
ApiKeySchema.index({ accountId: 1, overAt: 1 });
ApiKeySchema.index({ overAt: 1 });
ApiKeySchema.index({ remindAt: 1 });

/** When a key was used last. It stands apart, so that noting a use makes no change of a key lose a race. */
@Schema({ ...STRICT, collection: 'api_key_uses' })
export class ApiKeyUseRow {
  /** The id of the key. */
  @Prop({ type: String, required: true })
  _id!: string;

  @Prop({ type: Number, required: true })
  at!: number;

  @Prop({ type: String })
  ip!: string | null;
}

export const ApiKeyUseSchema = SchemaFactory.createForClass(ApiKeyUseRow);
