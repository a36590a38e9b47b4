import { type BodyHead, blobSize, type EntryBody, type LoadedBodies } from '#entries';
import type { Database } from '../engine/database.js';
import { integer, text, textOrNull } from '../engine/sql.js';
import type { Step } from '../engine/write-protocol.js';
import { BODY_COLUMNS, HEAD_COLUMNS, toBody, toBodyRow, toHead } from './entry-body.mapper.js';

const HEADS = `SELECT ${HEAD_COLUMNS} FROM entry_bodies`;

/** All reads. Exported for the test of their query plans. */
export const BODY_READS = {
  body: `SELECT ${BODY_COLUMNS} FROM entry_bodies WHERE id = ? AND owner_id = ?`,
  staged: `${HEADS} WHERE owner_id = ? AND rekey = ? AND id > ? ORDER BY id LIMIT ?`,
  countStaged:
    'SELECT count(*) AS found FROM (SELECT 1 FROM entry_bodies WHERE owner_id = ? AND rekey IS NOT NULL LIMIT ?)',
  ofEntry: `${HEADS} WHERE owner_id = ? AND entry_id = ? AND generation = ? ORDER BY revision, id LIMIT ?`,
  ids: 'SELECT id FROM entry_bodies WHERE owner_id = ? LIMIT ?',
  nextOwner: 'SELECT min(owner_id) AS owner_id FROM entry_bodies WHERE owner_id > ?',
  writtenBefore: `${HEADS} WHERE owner_id = ? AND id > ? AND written_at < ? ORDER BY id LIMIT ?`,
} as const;

const PLACES = BODY_COLUMNS.replace(/\w+/g, '?');
const INSERT = `INSERT INTO entry_bodies (${BODY_COLUMNS}) VALUES (${PLACES}) ON CONFLICT (id) DO NOTHING`;

/** Exported for the test of its query plan. */
export const REMOVE_BODY = 'DELETE FROM entry_bodies WHERE id = ? AND owner_id = ?';

/** Revisions of entries: each is inserted once, in any order, and removed. */
export class SqliteEntryBodies {
  constructor(private readonly database: Database) {}

  async insert(bodies: readonly EntryBody[]): Promise<void> {
    await this.database.writer.run([{ sql: INSERT, rows: bodies.map(toBodyRow) }]);
  }

  /** One row at a time, so that at most one body past `most` is read. */
  async load(ownerId: string, ids: readonly string[], most: number): Promise<LoadedBodies> {
    const bodies: EntryBody[] = [];
    let size = 0;
    for (const [index, id] of ids.entries()) {
      const row = await this.database.reader.get(BODY_READS.body, id, ownerId);
      if (!row) continue;
      const body = toBody(row);
      size += blobSize(body);
      if (size > most && bodies.length > 0) return { bodies, left: ids.slice(index) };
      bodies.push(body);
    }
    return { bodies, left: [] };
  }

  async staged(ownerId: string, rekey: string, after: string | null, limit: number): Promise<BodyHead[]> {
    return (await this.database.reader.all(BODY_READS.staged, ownerId, rekey, after ?? '', limit)).map(toHead);
  }

  async countStaged(ownerId: string, most: number): Promise<number> {
    return integer((await this.database.reader.get(BODY_READS.countStaged, ownerId, most))?.found);
  }

  async ofEntry(ownerId: string, entryId: string, generation: number, limit: number): Promise<BodyHead[]> {
    return (await this.database.reader.all(BODY_READS.ofEntry, ownerId, entryId, generation, limit)).map(toHead);
  }

  async nextOwner(after: string | null): Promise<string | null> {
    const row = await this.database.reader.get(BODY_READS.nextOwner, after ?? '');
    return row && textOrNull(row.owner_id);
  }

  async writtenBefore(ownerId: string, before: number, after: string | null, limit: number): Promise<BodyHead[]> {
    const rows = await this.database.reader.all(BODY_READS.writtenBefore, ownerId, after ?? '', before, limit);
    return rows.map(toHead);
  }

  async idsOf(ownerId: string, limit: number): Promise<string[]> {
    return (await this.database.reader.all(BODY_READS.ids, ownerId, limit)).map((row) => text(row.id));
  }

  /** A step of a write, so that bodies and snapshots go in one commit. */
  removal(ownerId: string, ids: readonly string[]): Step {
    return { sql: REMOVE_BODY, rows: ids.map((id) => [id, ownerId]) };
  }
}
