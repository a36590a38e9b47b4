import {
  type BodyHead,
  type EntryBody,
  type LoadedBodies,
  packSnapshot,
  unpackSnapshot,
  type VaultSnapshot,
  VaultStore,
} from '#entries';
import type { Database } from '../engine/database.js';
import { integer, text } from '../engine/sql.js';
import { SqliteEntryBodies } from './entry-body.repository.js';
import { SqliteVaults } from './vaults.js';

/** The reads of snapshots. Exported for the test of their query plans. */
export const SNAPSHOT_READS = {
  snapshot: 'SELECT written_at, manifest FROM vault_snapshots WHERE id = ? AND owner_id = ?',
  ids: 'SELECT id FROM vault_snapshots WHERE owner_id = ? LIMIT ?',
  writtenBefore: 'SELECT id, owner_id FROM vault_snapshots WHERE id > ? AND written_at < ? ORDER BY id LIMIT ?',
} as const;

const INSERT_SNAPSHOT = `
  INSERT INTO vault_snapshots (id, owner_id, written_at, manifest) VALUES (?, ?, ?, ?) ON CONFLICT (id) DO NOTHING`;

/** Exported for the test of its query plan. */
export const REMOVE_SNAPSHOT = 'DELETE FROM vault_snapshots WHERE id = ? AND owner_id = ?';

/** Exported for the test of its query plan. */
export const READ_REVISION = 'SELECT revision FROM vaults WHERE id = ?';

/** The most rows that one commit removes; a row has up to 360 KB. */
const REMOVED_AT_ONCE = 200;

/** Vaults on SQLite. Vaults, bases, bodies and snapshots are in separate tables. */
export class SqliteVaultStore extends VaultStore {
  override readonly vaults: SqliteVaults;
  private readonly bodies: SqliteEntryBodies;

  constructor(private readonly database: Database) {
    super();
    this.vaults = new SqliteVaults(database);
    this.bodies = new SqliteEntryBodies(database);
  }

  async revisionOf(ownerId: string): Promise<number | null> {
    const row = await this.database.reader.get(READ_REVISION, ownerId);
    return row && integer(row.revision);
  }

  insertBodies(bodies: readonly EntryBody[]): Promise<void> {
    return this.bodies.insert(bodies);
  }

  async loadBodies(ownerId: string, ids: readonly string[], most: number): Promise<LoadedBodies> {
    return this.bodies.load(ownerId, ids, most);
  }

  async staged(ownerId: string, rekey: string, after: string | null, limit: number): Promise<BodyHead[]> {
    return this.bodies.staged(ownerId, rekey, after, limit);
  }

  async countStaged(ownerId: string, most: number): Promise<number> {
    return this.bodies.countStaged(ownerId, most);
  }

  async bodiesOf(ownerId: string, entryId: string, generation: number, limit: number): Promise<BodyHead[]> {
    return this.bodies.ofEntry(ownerId, entryId, generation, limit);
  }

  removeBodies(ownerId: string, ids: readonly string[]): Promise<void> {
    return this.remove(ownerId, ids, []);
  }

  async removeSome(ownerId: string, limit: number): Promise<number> {
    const most = Math.min(limit, REMOVED_AT_ONCE);
    const bodies = await this.bodies.idsOf(ownerId, most);
    const rows = await this.database.reader.all(SNAPSHOT_READS.ids, ownerId, most - bodies.length);
    const snapshots = rows.map((row) => text(row.id));
    const found = bodies.length + snapshots.length;
    if (found > 0) await this.remove(ownerId, bodies, snapshots);
    return found;
  }

  async insertSnapshot({ id, ownerId, writtenAt, manifest }: VaultSnapshot): Promise<void> {
    const row = [id, ownerId, writtenAt, packSnapshot(manifest)];
    await this.database.writer.run([{ sql: INSERT_SNAPSHOT, rows: [row] }]);
  }

  async loadSnapshot(ownerId: string, id: string): Promise<VaultSnapshot | null> {
    const row = await this.database.reader.get(SNAPSHOT_READS.snapshot, id, ownerId);
    if (!row) return null;
    return { id, ownerId, manifest: unpackSnapshot(text(row.manifest)), writtenAt: integer(row.written_at) };
  }

  removeSnapshot(ownerId: string, id: string): Promise<void> {
    return this.remove(ownerId, [], [id]);
  }

  nextOwner(after: string | null): Promise<string | null> {
    return this.bodies.nextOwner(after);
  }

  writtenBefore(ownerId: string, before: number, after: string | null, limit: number): Promise<BodyHead[]> {
    return this.bodies.writtenBefore(ownerId, before, after, limit);
  }

  async snapshotsBefore(
    before: number,
    after: string | null,
    limit: number,
  ): Promise<{ readonly id: string; readonly ownerId: string }[]> {
    const rows = await this.database.reader.all(SNAPSHOT_READS.writtenBefore, after ?? '', before, limit);
    return rows.map((row) => ({ id: text(row.id), ownerId: text(row.owner_id) }));
  }

  private async remove(ownerId: string, bodies: readonly string[], snapshots: readonly string[]): Promise<void> {
    await this.database.writer.run([
      this.bodies.removal(ownerId, bodies),
      { sql: REMOVE_SNAPSHOT, rows: snapshots.map((id) => [id, ownerId]) },
    ]);
  }
}
