import { Prop, Schema, SchemaFactory } from '@nestjs/mongoose';
import type { Sealed } from '#kernel';
import { EMBEDDED } from '../engine/document.schema.js';

@Schema(EMBEDDED)
export class TotpPart {
  @Prop({ type: String, required: true })
  sealedSeed!: Sealed;

  @Prop({ type: Number, required: true })
  enabledAt!: number;

  @Prop({ type: Number, required: true })
  lastStep!: number;
}

const TotpPartSchema = SchemaFactory.createForClass(TotpPart);

@Schema(EMBEDDED)
export class PendingTotpPart {
  @Prop({ type: String, required: true })
  sealedSeed!: Sealed;

  @Prop({ type: Number, required: true })
  createdAt!: number;
}

const PendingTotpPartSchema = SchemaFactory.createForClass(PendingTotpPart);

@Schema(EMBEDDED)
export class EmailFactorPart {
  @Prop({ type: String, required: true })
  address!: string;

  @Prop({ type: Number, required: true })
  enabledAt!: number;
}

const EmailFactorPartSchema = SchemaFactory.createForClass(EmailFactorPart);

@Schema(EMBEDDED)
export class SecondFactorsPart {
  @Prop({ type: TotpPartSchema })
  totp!: TotpPart | null;

  @Prop({ type: PendingTotpPartSchema })
  pendingTotp!: PendingTotpPart | null;

  @Prop({ type: EmailFactorPartSchema })
  email!: EmailFactorPart | null;

  @Prop({ type: [String], default: undefined })
  recoveryHashes!: string[];
}

export const SecondFactorsPartSchema = SchemaFactory.createForClass(SecondFactorsPart);
