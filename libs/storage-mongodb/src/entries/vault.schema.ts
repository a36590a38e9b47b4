import { Prop, Schema, SchemaFactory } from '@nestjs/mongoose';
import type { Vault } from '#entries';
import { DocumentRow, EMBEDDED, STRICT } from '../engine/document.schema.js';

@Schema(EMBEDDED)
export class PreviousGenerationPart {
  @Prop({ type: Number, required: true })
  generation!: number;

  @Prop({ type: String })
  wrappedKey!: string | null;

  @Prop({ type: String, required: true })
  snapshot!: string;

  @Prop({ type: Number, required: true })
  entries!: number;

  @Prop({ type: Number, required: true })
  supersededAt!: number;
}

@Schema(EMBEDDED)
export class OpenRekeyPart {
  @Prop({ type: String, required: true })
  id!: string;

  @Prop({ type: Number, required: true })
  generation!: number;

  @Prop({ type: String, required: true })
  wrappedKey!: string;

  @Prop({ type: Number, required: true })
  startedAt!: number;
}

/** A user's vault: the document that decides which entries exist. */
@Schema({ ...STRICT, collection: 'vaults' })
export class VaultRow extends DocumentRow {
  @Prop({ type: String, required: true })
  state!: Vault['state'];

  @Prop({ type: Number, required: true })
  generation!: number;

  @Prop({ type: Number, required: true })
  topGeneration!: number;

  @Prop({ type: String })
  wrappedKey!: string | null;

  /** What changed since the base was made, or all. Compact text: a BSON array would take more than twice as much. */
  @Prop({ type: String, required: true })
  manifest!: string;

  /** The id of the base. Null: there is none. */
  @Prop({ type: String })
  base!: string | null;

  /** Compact text of up to 1.9 MB, null without a base. Written when the base is made, then never again. */
  @Prop({ type: String })
  baseLines!: string | null;

  /** Entries that are not deleted. */
  @Prop({ type: Number })
  live!: number | null;

  @Prop({ type: Number })
  deleted!: number | null;

  @Prop({ type: SchemaFactory.createForClass(PreviousGenerationPart) })
  previous!: PreviousGenerationPart | null;

  @Prop({ type: SchemaFactory.createForClass(OpenRekeyPart) })
  rekey!: OpenRekeyPart | null;

  @Prop({ type: Number, required: true })
  horizon!: number;

  @Prop({ type: Number, required: true })
  createdAt!: number;
}

export const VaultSchema = SchemaFactory.createForClass(VaultRow);

/** The manifest of a superseded generation. It is written once. */
@Schema({ ...STRICT, collection: 'vault_snapshots' })
export class VaultSnapshotRow {
  @Prop({ type: String, required: true })
  _id!: string;

  @Prop({ type: String, required: true })
  ownerId!: string;

  /** Milliseconds since 1970. */
  @Prop({ type: Number, required: true })
  writtenAt!: number;

  /** Compact text. */
  @Prop({ type: String, required: true })
  manifest!: string;
}

export const VaultSnapshotSchema = SchemaFactory.createForClass(VaultSnapshotRow);
VaultSnapshotSchema.index({ ownerId: 1 });
