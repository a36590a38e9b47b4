import type { Documents } from '#kernel';
import { type KeyRing, KeyRingStore } from '#keys';
import { SqliteDocuments } from '../documents.js';
import type { Database } from '../engine/database.js';
import { keyRingMapper } from './key-ring.mapper.js';

/** The rings' descriptors on SQLite: no key material. */
export class SqliteKeyRingStore extends KeyRingStore {
  readonly rings: Documents<KeyRing>;

  constructor(database: Database) {
    super();
    this.rings = new SqliteDocuments(database, keyRingMapper);
  }
}
