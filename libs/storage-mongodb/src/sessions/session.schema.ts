import { Prop, Schema, SchemaFactory } from '@nestjs/mongoose';
import type { Session } from '#auth';
import { DocumentRow, STRICT } from '../engine/document.schema.js';

@Schema({ ...STRICT, collection: 'sessions' })
export class SessionRow extends DocumentRow {
  @Prop({ type: String, required: true })
  userId!: string;

  @Prop({ type: Number, required: true })
  generation!: number;

  @Prop({ type: String, required: true })
  refreshHash!: string;

  @Prop({ type: Number, required: true })
  rotatedAt!: number;

  @Prop({ type: Number, required: true })
  createdAt!: number;

  @Prop({ type: Number, required: true })
  idleExpiresAt!: number;

  @Prop({ type: Number, required: true })
  absoluteExpiresAt!: number;

  @Prop({ type: Number })
  revokedAt!: number | null;

  @Prop({ type: String })
  revokedBecause!: Session['revokedBecause'];

  @Prop({ type: Number, required: true })
  authEpoch!: number;

  @Prop({ type: Number, required: true })
  authenticatedAt!: number;

  @Prop({ type: Number })
  mfaAt!: number | null;

  @Prop({ type: String })
  ip!: string | null;

  @Prop({ type: String })
  userAgent!: string | null;
}

export const SessionSchema = SchemaFactory.createForClass(SessionRow);
SessionSchema.index({ userId: 1, revokedAt: 1, _id: -1 });
SessionSchema.index({ absoluteExpiresAt: 1 });
