import type { Stored } from '#kernel';
import { type KeyRing, KeyRingStore } from '#keys';
import { SqliteDocuments } from '../documents.js';
import type { Database } from '../engine/database.js';
import { integer } from '../engine/sql.js';
import { keyRingMapper } from './key-ring.mapper.js';

const AFTER = 'SELECT revision, body FROM key_rings WHERE id > ? ORDER BY id LIMIT ?';
const COUNT = 'SELECT count(*) AS n FROM key_rings';

/** The descriptors of key rings on SQLite. They hold no key material. */
export class SqliteKeyRingStore extends KeyRingStore {
  override readonly rings: SqliteDocuments<KeyRing>;

  constructor(private readonly database: Database) {
    super();
    this.rings = new SqliteDocuments(database, keyRingMapper);
  }

  async list(after: string | null, limit: number): Promise<Stored<KeyRing>[]> {
    const rows = await this.database.reader.all(AFTER, after ?? '', limit);
    return rows.map((row) => this.rings.toStored(row));
  }

  async count(): Promise<number> {
    return integer((await this.database.reader.get(COUNT))?.n);
  }
}
