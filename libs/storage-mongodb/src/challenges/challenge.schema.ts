import { Prop, Schema, SchemaFactory } from '@nestjs/mongoose';
import type { ChallengePurpose } from '#auth';
import { DocumentRow, EMBEDDED, STRICT } from '../engine/document.schema.js';

@Schema(EMBEDDED)
export class MailedCodePart {
  @Prop({ type: String, required: true })
  hash!: string;

  @Prop({ type: String, required: true })
  address!: string;

  @Prop({ type: Number, required: true })
  expiresAt!: number;

  @Prop({ type: Number, required: true })
  failures!: number;
}

const MailedCodePartSchema = SchemaFactory.createForClass(MailedCodePart);

@Schema({ ...STRICT, collection: 'challenges' })
export class ChallengeRow extends DocumentRow {
  @Prop({ type: String, required: true })
  purpose!: ChallengePurpose;

  @Prop({ type: String, required: true })
  userId!: string;

  @Prop({ type: Number, required: true })
  authEpoch!: number;

  @Prop({ type: String })
  tokenHash!: string | null;

  @Prop({ type: [String], default: undefined })
  roles!: readonly string[] | null;

  @Prop({ type: MailedCodePartSchema })
  code!: MailedCodePart | null;

  @Prop({ type: Number, required: true })
  createdAt!: number;

  @Prop({ type: Number, required: true })
  expiresAt!: number;

  @Prop({ type: Number })
  usedAt!: number | null;
}

export const ChallengeSchema = SchemaFactory.createForClass(ChallengeRow);
ChallengeSchema.index({ expiresAt: 1 });
ChallengeSchema.index({ userId: 1 });
