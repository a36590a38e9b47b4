import { Prop, Schema, SchemaFactory } from '@nestjs/mongoose';
import { STRICT } from '../engine/document.schema.js';

@Schema({ ...STRICT, collection: 'node_leases' })
export class NodeLeaseRow {
  /** The node's id, or a mark of `TokenWatch`, which several nodes may renew. */
  @Prop({ type: String, required: true })
  _id!: string;

  /** Milliseconds since 1970, by the node's clock. */
  @Prop({ type: Number, required: true })
  until!: number;
}

export const NodeLeaseSchema = SchemaFactory.createForClass(NodeLeaseRow);

/** One row: the node that settles the open intents of dead nodes. */
@Schema({ ...STRICT, collection: 'sweep_places' })
export class SweepPlaceRow {
  @Prop({ type: String, required: true })
  _id!: string;

  @Prop({ type: String, required: true })
  node!: string;

  @Prop({ type: Number, required: true })
  until!: number;

  /** Since format 21. Where other nodes reach the node `addressOf`. */
  @Prop({ type: String, default: null })
  address?: string | null;

  /** Builds of format 20 change `node`, and leave the address of the node before. */
  @Prop({ type: String, default: null })
  addressOf?: string | null;
}

export const SweepPlaceSchema = SchemaFactory.createForClass(SweepPlaceRow);
