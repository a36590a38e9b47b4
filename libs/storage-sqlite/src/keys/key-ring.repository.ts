import type { Documents, Stored } from '#kernel';
import { type KeyRing, KeyRingStore } from '#keys';
import { SqliteDocuments } from '../documents.js';
import type { Database } from '../engine/database.js';
import { integer } from '../engine/sql.js';
import { keyRingMapper } from './key-ring.mapper.js';

const AFTER = 'SELECT revision, body FROM key_rings WHERE id > ? ORDER BY id LIMIT ?';
const COUNT = 'SELECT count(*) AS n FROM key_rings';

/** The rings' descriptors on SQLite: no key material. */
export class SqliteKeyRingStore extends KeyRingStore {
  readonly rings: Documents<KeyRing>;

  constructor(private readonly database: Database) {
    super();
    this.rings = new SqliteDocuments(database, keyRingMapper);
  }

  async list(after: string | null, limit: number): Promise<Stored<KeyRing>[]> {
    const rows = this.database.reader.all(AFTER, after ?? '', limit);
    return rows.map((row) => ({ revision: integer(row.revision), value: keyRingMapper.fromRow(row) }));
  }

  async count(): Promise<number> {
    return integer(this.database.reader.get(COUNT)?.n);
  }
}
