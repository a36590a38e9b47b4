import { Prop, Schema, SchemaFactory } from '@nestjs/mongoose';
import type { TokenAlgorithm } from '#service-accounts';
import { DocumentRow, STRICT } from '../engine/document.schema.js';

@Schema({ ...STRICT, collection: 'identity_providers' })
export class IdentityProviderRow extends DocumentRow {
  @Prop({ type: String, required: true })
  name!: string;

  @Prop({ type: String, required: true })
  issuer!: string;

  @Prop({ type: String, required: true })
  audience!: string;

  /** Unique: the issuer and the audience of the tokens that the provider vouches for. */
  @Prop({ type: String, required: true })
  trust!: string;

  @Prop({ type: String })
  jwksUri!: string | null;

  @Prop({ type: String })
  jwks!: string | null;

  @Prop({ type: String })
  discovery!: string | null;

  @Prop({ type: Boolean, required: true })
  privateNetwork!: boolean;

  @Prop({ type: String })
  ca!: string | null;

  @Prop({ type: [String], required: true })
  algorithms!: TokenAlgorithm[];

  @Prop({ type: Number, required: true })
  epoch!: number;

  @Prop({ type: Number, required: true })
  createdAt!: number;

  @Prop({ type: Number, required: true })
  updatedAt!: number;
}

export const IdentityProviderSchema = SchemaFactory.createForClass(IdentityProviderRow);
IdentityProviderSchema.index({ name: 1 }, { unique: true, sparse: true });
IdentityProviderSchema.index({ trust: 1 }, { unique: true, sparse: true });
