import { Prop, Schema, SchemaFactory } from '@nestjs/mongoose';
import { SchemaTypes } from 'mongoose';
import type { Outcome } from '#audit';
import { STRICT } from '../engine/document.schema.js';

/**
 * The fields that queries search. Derived from the log, and behind it until the index has caught up. Holds `ip`; an
 * erasure of personal values sets it to null here as well.
 */
@Schema({ ...STRICT, collection: 'audit_entries' })
export class AuditEntryRow {
  /** The record's number. */
  @Prop({ type: Number, required: true })
  _id!: number;

  /** `_id` of the batch that holds the record. */
  @Prop({ type: Number, required: true })
  batch!: number;

  /** Milliseconds since 1970. */
  @Prop({ type: Number, required: true })
  at!: number;

  @Prop({ type: String })
  actor!: string | null;

  @Prop({ type: String, required: true })
  action!: string;

  @Prop({ type: String, required: true })
  resourceType!: string;

  /** The id of the object. With a name: the id and the name; the index then finds the entry by either. */
  @Prop({ type: SchemaTypes.Mixed })
  resource!: string | null | readonly [string | null, string];

  @Prop({ type: String, required: true })
  outcome!: Outcome;

  @Prop({ type: String, required: true })
  requestId!: string;

  @Prop({ type: String })
  ip!: string | null;

  /** Only refusals have one. */
  @Prop({ type: String })
  decision?: string;

  /** Strangers have none, nor have records of format 1. */
  @Prop({ type: String })
  credential?: string;

  /** Set while an intent has no outcome. */
  @Prop({ type: Boolean })
  open?: true;
}

export const AuditEntrySchema = SchemaFactory.createForClass(AuditEntryRow);
AuditEntrySchema.index({ at: 1, _id: 1 });
AuditEntrySchema.index({ actor: 1, _id: 1 });
AuditEntrySchema.index({ action: 1, _id: 1 });
AuditEntrySchema.index({ resource: 1, _id: 1 });
AuditEntrySchema.index({ outcome: 1, _id: 1 });
AuditEntrySchema.index({ ip: 1, _id: 1 });
AuditEntrySchema.index({ requestId: 1, _id: 1 });
AuditEntrySchema.index({ decision: 1, _id: 1 }, { partialFilterExpression: { decision: { $exists: true } } });
AuditEntrySchema.index({ credential: 1, _id: 1 }, { partialFilterExpression: { credential: { $exists: true } } });
AuditEntrySchema.index({ open: 1, _id: 1 }, { partialFilterExpression: { open: true } });
