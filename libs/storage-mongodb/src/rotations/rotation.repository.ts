import { type Model, trusted } from 'mongoose';
import type { Clock, Stored } from '#kernel';
import { type Rotation, RotationStore } from '#keys';
import { MongoDocuments } from '../documents.js';
import { reading } from '../engine/failures.js';
import { rotationMapper } from './rotation.mapper.js';
import type { RotationRow } from './rotation.schema.js';

const VISIBLE = { published: 0 } as const;

export class MongoRotationStore extends RotationStore {
  override readonly rotations: MongoDocuments<Rotation, RotationRow>;

  constructor(
    private readonly rows: Model<RotationRow>,
    clock: Clock,
  ) {
    super();
    this.rotations = new MongoDocuments(rows, rotationMapper, clock);
  }

  async running(ring: string): Promise<Stored<Rotation> | null> {
    const row = await reading(() => this.rows.findOne({ slot: ring, ring }, VISIBLE).lean().exec());
    return row && this.rotations.toStored(row);
  }

  async due(now: number, limit: number): Promise<Stored<Rotation>[]> {
    const waiting = { nextAt: trusted({ $lte: now }), workerUntil: trusted({ $lte: now }) };
    const rows = await reading(() => this.rows.find(waiting, VISIBLE).sort({ nextAt: 1 }).limit(limit).lean().exec());
    return rows.map((row) => this.rotations.toStored(row));
  }

  async misdated(soon: number, later: number, limit: number): Promise<Stored<Rotation>[]> {
    const running = { state: 'running' as const, nextAt: trusted({ $gt: soon }) };
    const held = { nextAt: trusted({ $ne: null }), workerUntil: trusted({ $gt: soon }) };
    const late = { $or: [running, held, { nextAt: trusted({ $gt: later }) }] };
    const rows = await reading(() => this.rows.find(late, VISIBLE).limit(limit).lean().exec());
    return rows.map((row) => this.rotations.toStored(row));
  }
}
