import type { Stored } from '#kernel';
import { type Rotation, RotationStore } from '#keys';
import { SqliteDocuments } from '../documents.js';
import type { Database } from '../engine/database.js';
import { rotationMapper } from './rotation.mapper.js';

const ROTATION = 'SELECT revision, body FROM rotations';

/** The reads. Exported for the test of their query plans. */
export const ROTATION_READS = {
  running: `${ROTATION} WHERE slot = ?1 AND ring = ?1`,
  due: `${ROTATION} WHERE next_at <= ? AND worker_until <= ? ORDER BY next_at LIMIT ?`,
  misdated: `${ROTATION} WHERE next_at IS NOT NULL
    AND (next_at > ?2 OR worker_until > ?1 OR (next_at > ?1 AND slot = ring)) LIMIT ?3`,
} as const;

/** Rotations on SQLite. */
export class SqliteRotationStore extends RotationStore {
  override readonly rotations: SqliteDocuments<Rotation>;

  constructor(private readonly database: Database) {
    super();
    this.rotations = new SqliteDocuments(database, rotationMapper);
  }

  async running(ring: string): Promise<Stored<Rotation> | null> {
    const row = await this.database.reader.get(ROTATION_READS.running, ring);
    return row && this.rotations.toStored(row);
  }

  async due(now: number, limit: number): Promise<Stored<Rotation>[]> {
    const rows = await this.database.reader.all(ROTATION_READS.due, now, now, limit);
    return rows.map((row) => this.rotations.toStored(row));
  }

  async misdated(soon: number, later: number, limit: number): Promise<Stored<Rotation>[]> {
    const rows = await this.database.reader.all(ROTATION_READS.misdated, soon, later, limit);
    return rows.map((row) => this.rotations.toStored(row));
  }
}
