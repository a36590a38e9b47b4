import {
  type BodyHead,
  blobSize,
  type EntryBody,
  type LoadedBodies,
  packSnapshot,
  unpackSnapshot,
  type Vault,
  type VaultSnapshot,
  VaultStore,
} from '#entries';
import type { Documents } from '#kernel';
import { SqliteDocuments } from '../documents.js';
import type { Database } from '../engine/database.js';
import { integer, text } from '../engine/sql.js';
import { BODY_COLUMNS, HEAD_COLUMNS, toBody, toBodyRow, toHead } from './entry-body.mapper.js';
import { vaultMapper } from './vault.mapper.js';

const HEADS = `SELECT ${HEAD_COLUMNS} FROM entry_bodies`;

/** Every read; exported for the test of their plans. */
export const VAULT_READS = {
  body: `SELECT ${BODY_COLUMNS} FROM entry_bodies WHERE id = ? AND owner_id = ?`,
  staged: `${HEADS} WHERE owner_id = ? AND rekey = ? AND id > ? ORDER BY id LIMIT ?`,
  countStaged:
    'SELECT count(*) AS found FROM (SELECT 1 FROM entry_bodies WHERE owner_id = ? AND rekey IS NOT NULL LIMIT ?)',
  bodiesOf: `${HEADS} WHERE owner_id = ? AND entry_id = ? AND generation = ? ORDER BY revision, id LIMIT ?`,
  bodyIds: 'SELECT id FROM entry_bodies WHERE owner_id = ? LIMIT ?',
  writtenBefore: `${HEADS} WHERE id > ? AND written_at < ? ORDER BY id LIMIT ?`,
  snapshot: 'SELECT written_at, manifest FROM vault_snapshots WHERE id = ? AND owner_id = ?',
  snapshotIds: 'SELECT id FROM vault_snapshots WHERE owner_id = ? LIMIT ?',
  snapshotsBefore: 'SELECT id, owner_id FROM vault_snapshots WHERE id > ? AND written_at < ? ORDER BY id LIMIT ?',
} as const;

const PLACES = BODY_COLUMNS.replace(/\w+/g, '?');
const INSERT_BODY = `INSERT INTO entry_bodies (${BODY_COLUMNS}) VALUES (${PLACES}) ON CONFLICT (id) DO NOTHING`;
const INSERT_SNAPSHOT = `
  INSERT INTO vault_snapshots (id, owner_id, written_at, manifest) VALUES (?, ?, ?, ?) ON CONFLICT (id) DO NOTHING`;

/** Exported for the test of their plans. */
export const VAULT_REMOVALS = {
  body: 'DELETE FROM entry_bodies WHERE id = ? AND owner_id = ?',
  snapshot: 'DELETE FROM vault_snapshots WHERE id = ? AND owner_id = ?',
} as const;

/** Rows of up to 360 KB that one commit removes at most. */
const REMOVED_AT_ONCE = 200;

/** Vaults on SQLite: the documents, and bodies and snapshots each in a table of its own. */
export class SqliteVaultStore extends VaultStore {
  readonly vaults: Documents<Vault>;

  constructor(private readonly database: Database) {
    super();
    this.vaults = new SqliteDocuments(database, vaultMapper);
  }

  async insertBodies(bodies: readonly EntryBody[]): Promise<void> {
    await this.database.writer.run([{ sql: INSERT_BODY, rows: bodies.map(toBodyRow) }]);
  }

  /** One row at a time, so that no more is read than one body past `most`. */
  async loadBodies(ownerId: string, ids: readonly string[], most: number): Promise<LoadedBodies> {
    const bodies: EntryBody[] = [];
    let size = 0;
    for (const [index, id] of ids.entries()) {
      const row = this.database.reader.get(VAULT_READS.body, id, ownerId);
      if (!row) continue;
      const body = toBody(row);
      size += blobSize(body);
      if (size > most && bodies.length > 0) return { bodies, left: ids.slice(index) };
      bodies.push(body);
    }
    return { bodies, left: [] };
  }

  async staged(ownerId: string, rekey: string, after: string | null, limit: number): Promise<BodyHead[]> {
    return this.database.reader.all(VAULT_READS.staged, ownerId, rekey, after ?? '', limit).map(toHead);
  }

  async countStaged(ownerId: string, most: number): Promise<number> {
    return integer(this.database.reader.get(VAULT_READS.countStaged, ownerId, most)?.found);
  }

  async bodiesOf(ownerId: string, entryId: string, generation: number, limit: number): Promise<BodyHead[]> {
    return this.database.reader.all(VAULT_READS.bodiesOf, ownerId, entryId, generation, limit).map(toHead);
  }

  async removeBodies(ownerId: string, ids: readonly string[]): Promise<void> {
    await this.remove(ownerId, ids, []);
  }

  async removeSome(ownerId: string, limit: number): Promise<number> {
    const most = Math.min(limit, REMOVED_AT_ONCE);
    const bodies = this.idsOf(VAULT_READS.bodyIds, ownerId, most);
    const snapshots = this.idsOf(VAULT_READS.snapshotIds, ownerId, most - bodies.length);
    const found = bodies.length + snapshots.length;
    if (found > 0) await this.remove(ownerId, bodies, snapshots);
    return found;
  }

  async insertSnapshot({ id, ownerId, writtenAt, manifest }: VaultSnapshot): Promise<void> {
    const row = [id, ownerId, writtenAt, packSnapshot(manifest)];
    await this.database.writer.run([{ sql: INSERT_SNAPSHOT, rows: [row] }]);
  }

  async loadSnapshot(ownerId: string, id: string): Promise<VaultSnapshot | null> {
    const row = this.database.reader.get(VAULT_READS.snapshot, id, ownerId);
    if (!row) return null;
    return { id, ownerId, manifest: unpackSnapshot(text(row.manifest)), writtenAt: integer(row.written_at) };
  }

  async removeSnapshot(ownerId: string, id: string): Promise<void> {
    await this.remove(ownerId, [], [id]);
  }

  async writtenBefore(before: number, after: string | null, limit: number): Promise<BodyHead[]> {
    return this.database.reader.all(VAULT_READS.writtenBefore, after ?? '', before, limit).map(toHead);
  }

  async snapshotsBefore(
    before: number,
    after: string | null,
    limit: number,
  ): Promise<{ readonly id: string; readonly ownerId: string }[]> {
    const rows = this.database.reader.all(VAULT_READS.snapshotsBefore, after ?? '', before, limit);
    return rows.map((row) => ({ id: text(row.id), ownerId: text(row.owner_id) }));
  }

  private idsOf(sql: string, ownerId: string, limit: number): string[] {
    return this.database.reader.all(sql, ownerId, limit).map((row) => text(row.id));
  }

  private async remove(ownerId: string, bodies: readonly string[], snapshots: readonly string[]): Promise<void> {
    const rows = (ids: readonly string[]) => ids.map((id) => [id, ownerId]);
    await this.database.writer.run([
      { sql: VAULT_REMOVALS.body, rows: rows(bodies) },
      { sql: VAULT_REMOVALS.snapshot, rows: rows(snapshots) },
    ]);
  }
}
