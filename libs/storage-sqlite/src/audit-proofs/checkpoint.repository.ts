import { type CheckpointKind, CheckpointStore, type StoredCheckpoint } from '#audit-proofs';
import type { Database } from '../engine/database.js';
import { toCheckpoint, toCheckpointRow } from './checkpoint.mapper.js';

const NEWEST = 'SELECT document FROM audit_checkpoints WHERE kind = ?';
const PUBLISH = `
  INSERT INTO audit_checkpoints (kind, epoch, size, document) SELECT ?1, ?2, ?3, ?4
  WHERE NOT EXISTS (SELECT 1 FROM audit_checkpoints WHERE kind = ?1 AND (epoch, size) >= (?2, ?3))
  ON CONFLICT (kind) DO UPDATE SET epoch = excluded.epoch, size = excluded.size, document = excluded.document`;
const KEEP = `
  INSERT INTO audit_checkpoint_history (epoch, size, document) SELECT ?1, ?2, ?3
  WHERE NOT EXISTS (SELECT 1 FROM audit_checkpoint_history WHERE epoch = ?1 AND size = ?2)`;
const KEPT = `
  SELECT document FROM audit_checkpoint_history WHERE (epoch, size) > (?, ?) ORDER BY epoch, size LIMIT ?`;

/** The reads. Exported for the test of their query plans. */
export const CHECKPOINT_READS = { newest: NEWEST, kept: KEPT } as const;

/** Checkpoints on SQLite. */
export class SqliteCheckpointStore extends CheckpointStore {
  constructor(private readonly database: Database) {
    super();
  }

  async newest(kind: CheckpointKind): Promise<StoredCheckpoint | null> {
    const row = await this.database.reader.get(NEWEST, kind);
    return row && toCheckpoint(row);
  }

  async publish(kind: CheckpointKind, checkpoint: StoredCheckpoint): Promise<boolean> {
    const landing = await this.database.writer.run([
      { sql: PUBLISH, rows: [[kind, ...toCheckpointRow(checkpoint)]], needsChange: true },
    ]);
    return landing === 'done' || (await this.newest(kind))?.note === checkpoint.note;
  }

  async keep(checkpoint: StoredCheckpoint): Promise<void> {
    await this.database.writer.run([{ sql: KEEP, rows: [toCheckpointRow(checkpoint)] }]);
  }

  async kept(
    after: Pick<StoredCheckpoint, 'epoch' | 'size'> | null,
    limit: number,
  ): Promise<readonly StoredCheckpoint[]> {
    const rows = await this.database.longReads.all(KEPT, after?.epoch ?? 0, after?.size ?? 0, limit);
    return rows.map(toCheckpoint);
  }
}
