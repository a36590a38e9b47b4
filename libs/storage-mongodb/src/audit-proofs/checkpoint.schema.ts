import { Prop, Schema, SchemaFactory } from '@nestjs/mongoose';
import type { CheckpointKind, LogKey } from '#audit-proofs';
import { EMBEDDED, STRICT } from '../engine/document.schema.js';

@Schema(EMBEDDED)
export class LogKeyPart implements LogKey {
  @Prop({ type: String, required: true })
  vkey!: string;

  @Prop({ type: String, required: true })
  state!: LogKey['state'];
}

const LogKeyPartSchema = SchemaFactory.createForClass(LogKeyPart);

/** What both collections hold of a checkpoint. */
@Schema(STRICT)
class CheckpointFields {
  @Prop({ type: Number, required: true })
  epoch!: number;

  @Prop({ type: String, required: true })
  origin!: string;

  @Prop({ type: Number, required: true })
  size!: number;

  @Prop({ type: String, required: true })
  root!: string;

  @Prop({ type: String, required: true })
  note!: string;

  @Prop({ type: [LogKeyPartSchema], default: undefined })
  keys!: LogKeyPart[];

  /** Milliseconds since 1970. */
  @Prop({ type: Number, required: true })
  at!: number;

  /** The store format that the row was written in. */
  @Prop({ type: Number, required: true })
  format!: number;
}

/** The newest checkpoint of a kind. It is only followed by a larger one. */
@Schema({ ...STRICT, collection: 'audit_checkpoints' })
export class CheckpointRow extends CheckpointFields {
  @Prop({ type: String, required: true })
  _id!: CheckpointKind;
}

export const CheckpointSchema = SchemaFactory.createForClass(CheckpointRow);

/** A checkpoint of the history. It is inserted, and never changed. */
@Schema({ ...STRICT, collection: 'audit_checkpoint_history' })
export class KeptCheckpointRow extends CheckpointFields {
  /** `<epoch>/<size>`, filled with zeros, so that ids sort by epoch and size. */
  @Prop({ type: String, required: true })
  _id!: string;
}

export const KeptCheckpointSchema = SchemaFactory.createForClass(KeptCheckpointRow);
