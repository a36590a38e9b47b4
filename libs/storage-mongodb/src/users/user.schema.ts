import { Prop, Schema, SchemaFactory } from '@nestjs/mongoose';
import type { AccountKind, Sealed } from '#kernel';
import type { CredentialKind, ImportedHash, Kdf, UserState } from '#users';
import { DocumentRow, EMBEDDED, STRICT } from '../engine/document.schema.js';
import { SecondFactorsPart, SecondFactorsPartSchema } from './second-factors.part.js';

@Schema(EMBEDDED)
export class KdfPart {
  @Prop({ type: String, required: true })
  algorithm!: Kdf['algorithm'];

  @Prop({ type: Number })
  memory_kib?: number;

  @Prop({ type: Number, required: true })
  iterations!: number;

  @Prop({ type: Number })
  parallelism?: number;
}

const KdfPartSchema = SchemaFactory.createForClass(KdfPart);

@Schema(EMBEDDED)
export class RoleEndPart {
  @Prop({ type: String, required: true })
  name!: string;

  @Prop({ type: Number, required: true })
  expiresAt!: number;
}

const RoleEndPartSchema = SchemaFactory.createForClass(RoleEndPart);

@Schema(EMBEDDED)
export class ImportedHashPart {
  @Prop({ type: String, required: true })
  setting!: string;

  @Prop({ type: String, required: true })
  input!: ImportedHash['input'];

  @Prop({ type: String })
  hexSalt!: string | null;
}

const ImportedHashPartSchema = SchemaFactory.createForClass(ImportedHashPart);

@Schema(EMBEDDED)
export class InvitationPart {
  @Prop({ type: Number, required: true })
  epoch!: number;

  @Prop({ type: Number, required: true })
  expiresAt!: number;

  @Prop({ type: Boolean, required: true })
  isMailed!: boolean;
}

const InvitationPartSchema = SchemaFactory.createForClass(InvitationPart);

@Schema({ ...STRICT, collection: 'users' })
export class UserRow extends DocumentRow {
  @Prop({ type: String })
  kind!: AccountKind;

  @Prop({ type: String })
  description!: string;

  @Prop({ type: String })
  ownerId!: string | null;

  @Prop({ type: String, required: true })
  username!: string;

  @Prop({ type: String })
  email!: string | null;

  @Prop({ type: Boolean, required: true })
  emailVerified!: boolean;

  @Prop({ type: String, required: true })
  emailKey!: string;

  @Prop({ type: String, required: true })
  state!: UserState;

  @Prop({ type: [String], default: undefined })
  roles!: string[];

  @Prop({ type: [RoleEndPartSchema], default: undefined })
  expiringRoles!: RoleEndPart[];

  @Prop({ type: Number })
  expiresAt!: number | null;

  @Prop({ type: Number, required: true })
  authEpoch!: number;

  @Prop({ type: String, required: true })
  credential!: CredentialKind;

  @Prop({ type: String })
  passwordHash!: string | null;

  @Prop({ type: Number, required: true })
  pepperVersion!: number;

  @Prop({ type: ImportedHashPartSchema })
  importedHash!: ImportedHashPart | null;

  @Prop({ type: Boolean, required: true })
  passwordChangeRequired!: boolean;

  @Prop({ type: InvitationPartSchema })
  invitation!: InvitationPart | null;

  @Prop({ type: SecondFactorsPartSchema, required: true })
  secondFactors!: SecondFactorsPart;

  @Prop({ type: String })
  encryptionSalt!: string;

  @Prop({ type: KdfPartSchema, required: true })
  kdf!: KdfPart;

  @Prop({ type: String })
  protectedUserKey!: string | null;

  @Prop({ type: String })
  erasureProbe!: Sealed | null;

  @Prop({ type: Number, required: true })
  createdAt!: number;

  @Prop({ type: Number, required: true })
  updatedAt!: number;
}

export const UserSchema = SchemaFactory.createForClass(UserRow);
UserSchema.index({ username: 1 }, { unique: true, sparse: true });
UserSchema.index({ emailKey: 1 }, { unique: true, sparse: true });
UserSchema.index({ roles: 1 });
const ofServices = { partialFilterExpression: { kind: 'service' } };
UserSchema.index({ kind: 1, username: 1 }, ofServices);
UserSchema.index({ ownerId: 1, username: 1 }, ofServices);
