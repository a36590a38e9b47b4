import { asSealed, type Sealed } from '#kernel';
import type { Database } from '../engine/database.js';
import { integer, text } from '../engine/sql.js';

const KEEP = 'INSERT OR IGNORE INTO secret_versions (id, version, at, held, sealed) VALUES (?, ?, ?, 1, ?)';
const DESTROY = `
  INSERT INTO secret_versions (id, version, at, held, sealed) VALUES (?, ?, ?, 0, NULL)
  ON CONFLICT (id, version) DO UPDATE SET at = excluded.at, held = 0, sealed = NULL WHERE held = 1`;
const LOAD = 'SELECT sealed FROM secret_versions WHERE id = ? AND version = ? AND sealed IS NOT NULL';
const REPLACE = 'UPDATE secret_versions SET sealed = ? WHERE id = ? AND version = ? AND sealed = ?';
const REMOVE = 'DELETE FROM secret_versions WHERE id = ? AND version = ?';
const REMOVE_ALL = 'DELETE FROM secret_versions WHERE id = ?';

/** The reads of many rows. Exported for the test of their query plans. */
export const ARCHIVE_READS = {
  writtenBefore: `
    SELECT id, version FROM secret_versions
    WHERE held = 1 AND (id, version) > (?, ?) AND at < ? ORDER BY id, version LIMIT ?`,
  count: 'SELECT count(*) AS n FROM secret_versions WHERE held = 1',
} as const;

interface Place {
  readonly id: string;
  readonly version: number;
}

/**
 * The sealed bytes of versions that are not current. A row is inserted once; only a destruction or a new seal changes
 * it.
 */
export class SqliteArchive {
  constructor(private readonly database: Database) {}

  async keep(id: string, version: number, sealed: Sealed, at: number): Promise<void> {
    await this.database.writer.run([{ sql: KEEP, rows: [[id, version, at, sealed]] }]);
  }

  async load(id: string, version: number): Promise<Sealed | null> {
    const row = await this.database.reader.get(LOAD, id, version);
    return row && asSealed(text(row.sealed));
  }

  /** The bytes are part of the condition: a row that was destroyed or sealed again meanwhile stays as it is. */
  async replace(id: string, version: number, expected: Sealed, next: Sealed): Promise<boolean> {
    const rows = [[next, id, version, expected]];
    return (await this.database.writer.run([{ sql: REPLACE, rows, needsChange: true }])) === 'done';
  }

  /** How many rows hold bytes. */
  async count(): Promise<number> {
    return integer((await this.database.reader.get(ARCHIVE_READS.count))?.n);
  }

  async destroy(id: string, version: number, at: number): Promise<void> {
    await this.database.writer.run([{ sql: DESTROY, rows: [[id, version, at]] }]);
  }

  async remove(id: string, version: number): Promise<void> {
    await this.database.writer.run([{ sql: REMOVE, rows: [[id, version]] }]);
  }

  async removeAll(id: string): Promise<void> {
    await this.database.writer.run([{ sql: REMOVE_ALL, rows: [[id]] }]);
  }

  async writtenBefore(before: number, after: Place | null, limit: number): Promise<Place[]> {
    const place = [after?.id ?? '', after?.version ?? 0] as const;
    const rows = await this.database.reader.all(ARCHIVE_READS.writtenBefore, ...place, before, limit);
    return rows.map((row) => ({ id: text(row.id), version: integer(row.version) }));
  }
}
