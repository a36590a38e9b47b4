import { Prop, Schema, SchemaFactory } from '@nestjs/mongoose';
import type { RotationPhase, RotationState } from '#keys';
import { DocumentRow, EMBEDDED, STRICT } from '../engine/document.schema.js';

@Schema(EMBEDDED)
export class RotationProgressPart {
  @Prop({ type: Number, required: true })
  done!: number;

  @Prop({ type: Number, required: true })
  total!: number;

  @Prop({ type: Number, required: true })
  failed!: number;
}

const RotationProgressPartSchema = SchemaFactory.createForClass(RotationProgressPart);

@Schema(EMBEDDED)
export class RotationStarterPart {
  @Prop({ type: String })
  id!: string | null;

  @Prop({ type: String })
  name!: string | null;
}

const RotationStarterPartSchema = SchemaFactory.createForClass(RotationStarterPart);

@Schema({ ...STRICT, collection: 'rotations' })
export class RotationRow extends DocumentRow {
  @Prop({ type: String, required: true })
  ring!: string;

  /** Unique: the ring while its rotation runs, so that a ring has one rotation at a time. */
  @Prop({ type: String, required: true })
  slot!: string;

  @Prop({ type: String, required: true })
  phase!: RotationPhase;

  @Prop({ type: String, required: true })
  state!: RotationState;

  @Prop({ type: Number, required: true })
  version!: number;

  @Prop({ type: RotationProgressPartSchema, required: true })
  progress!: RotationProgressPart;

  @Prop({ type: String })
  place!: string | null;

  @Prop({ type: Number })
  passStartedAt!: number | null;

  @Prop({ type: Number, required: true })
  passMoved!: number;

  @Prop({ type: Number, required: true })
  startedAt!: number;

  @Prop({ type: RotationStarterPartSchema, required: true })
  startedBy!: RotationStarterPart;

  @Prop({ type: Number })
  finishedAt!: number | null;

  /** When the next step is due. Null: never again; no range of times contains null. */
  @Prop({ type: Number })
  nextAt!: number | null;

  @Prop({ type: String })
  worker!: string | null;

  @Prop({ type: Number, required: true })
  workerUntil!: number;
}

export const RotationSchema = SchemaFactory.createForClass(RotationRow);
RotationSchema.index({ slot: 1 }, { unique: true, sparse: true });
RotationSchema.index({ nextAt: 1, workerUntil: 1 });
