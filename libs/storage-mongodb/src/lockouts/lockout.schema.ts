import { Prop, Schema, SchemaFactory } from '@nestjs/mongoose';
import { DocumentRow, EMBEDDED, STRICT } from '../engine/document.schema.js';

@Schema(EMBEDDED)
export class AttemptWindowPart {
  @Prop({ type: Number, required: true })
  count!: number;

  @Prop({ type: Number, required: true })
  startedAt!: number;
}

const AttemptWindowPartSchema = SchemaFactory.createForClass(AttemptWindowPart);

@Schema(EMBEDDED)
export class NetworkAttemptsPart extends AttemptWindowPart {
  @Prop({ type: String, required: true })
  network!: string;

  @Prop({ type: Number, required: true })
  knownUntil!: number;
}

const NetworkAttemptsPartSchema = SchemaFactory.createForClass(NetworkAttemptsPart);

@Schema(EMBEDDED)
export class WrongCodesPart {
  @Prop({ type: Number, required: true })
  count!: number;

  @Prop({ type: Number, required: true })
  lastAt!: number;
}

const WrongCodesPartSchema = SchemaFactory.createForClass(WrongCodesPart);

@Schema(EMBEDDED)
export class CodeRunPart {
  @Prop({ type: String, required: true })
  account!: string;

  @Prop({ type: WrongCodesPartSchema, required: true })
  known!: WrongCodesPart;

  @Prop({ type: WrongCodesPartSchema, required: true })
  strangers!: WrongCodesPart;
}

const CodeRunPartSchema = SchemaFactory.createForClass(CodeRunPart);

@Schema({ ...STRICT, collection: 'lockouts' })
export class LockoutRow extends DocumentRow {
  @Prop({ type: [NetworkAttemptsPartSchema], default: undefined })
  networks!: NetworkAttemptsPart[];

  @Prop({ type: AttemptWindowPartSchema, required: true })
  total!: AttemptWindowPart;

  @Prop({ type: Number, required: true })
  refused!: number;

  @Prop({ type: CodeRunPartSchema })
  codeRun!: CodeRunPart | null;

  @Prop({ type: Number, required: true })
  expiresAt!: number;
}

export const LockoutSchema = SchemaFactory.createForClass(LockoutRow);
LockoutSchema.index({ expiresAt: 1 });
