import { Prop, Schema, SchemaFactory } from '@nestjs/mongoose';
import { DocumentRow, EMBEDDED, STRICT } from '../engine/document.schema.js';

/** Names of claims have dots and dollars, so they are values and not fields. */
@Schema(EMBEDDED)
export class ClaimRulePart {
  @Prop({ type: String, required: true })
  claim!: string;

  @Prop({ type: [String], required: true })
  values!: string[];
}

const ClaimRulePartSchema = SchemaFactory.createForClass(ClaimRulePart);

@Schema({ ...STRICT, collection: 'bindings' })
export class BindingRow extends DocumentRow {
  @Prop({ type: String, required: true })
  accountId!: string;

  @Prop({ type: String, required: true })
  providerId!: string;

  @Prop({ type: [ClaimRulePartSchema], required: true })
  claims!: ClaimRulePart[];

  @Prop({ type: Number, required: true })
  ttl!: number;

  @Prop({ type: Number, required: true })
  epoch!: number;

  @Prop({ type: Number, required: true })
  createdAt!: number;

  @Prop({ type: Number, required: true })
  updatedAt!: number;

  @Prop({ type: Number })
  endedAt!: number | null;
}

export const BindingSchema = SchemaFactory.createForClass(BindingRow);
BindingSchema.index({ accountId: 1, endedAt: 1, _id: 1 });
BindingSchema.index({ endedAt: 1 });
