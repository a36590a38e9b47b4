import { Documents, type Insertion, PUBLISHED_MEMORY_MS, type Replacement, type Stored } from '#kernel';
import type { Database } from './engine/database.js';
import { integer, type SqlRow } from './engine/sql.js';
import type { SqlValue, Step } from './engine/write-protocol.js';

/** The columns of one feature's documents. Their table also has `id` (primary key) and `revision`. */
export interface DocumentMapper<T> {
  readonly table: string;
  readonly columns: readonly string[];
  /** The columns that {@link fromRow} reads. The others repeat a part of the document for indexes. */
  readonly read: readonly string[];
  /** The values of `columns`, in their order. */
  toRow(value: T): readonly SqlValue[];
  fromRow(row: SqlRow): T;
}

const REMEMBER = 'INSERT OR IGNORE INTO published (collection, id, at, request_id) VALUES (?, ?, ?, ?)';
const FORGET_OLD = 'DELETE FROM published WHERE collection = ? AND id = ? AND at < ?';
const FORGET = 'DELETE FROM published WHERE collection = ? AND id = ?';
const PUBLISHED = 'SELECT 1 FROM published WHERE collection = ? AND id = ? AND request_id = ?';

/** {@link Documents} in one table. The table `published` holds who published what, `fences` the taken ids. */
export class SqliteDocuments<T extends { readonly id: string }> extends Documents<T> {
  private readonly selectSql: string;
  private readonly insertSql: string;
  private readonly replaceSql: string;
  private readonly removeSql: string;
  private readonly raiseSql: string;
  private readonly takeIdSql: string;

  constructor(
    private readonly database: Database,
    private readonly mapper: DocumentMapper<T>,
  ) {
    super();
    const { table, columns, read } = mapper;
    const names = columns.join(', ');
    const places = columns.map(() => '?').join(', ');
    this.selectSql = `SELECT revision, ${read.join(', ')} FROM ${table} WHERE id = ?`;
    this.insertSql =
      `INSERT INTO ${table} (id, revision, ${names}) SELECT ?, 1, ${places} ` +
      'WHERE NOT EXISTS (SELECT 1 FROM fences WHERE collection = ? AND id = ?)';
    const sets = columns.map((column) => `${column} = ?`).join(', ');
    this.replaceSql = `UPDATE ${table} SET revision = revision + 1, ${sets} WHERE id = ? AND revision = ?`;
    this.removeSql = `DELETE FROM ${table} WHERE id = ? AND revision = ?`;
    this.raiseSql = `UPDATE ${table} SET revision = revision + 1 WHERE id = ?`;
    this.takeIdSql =
      'INSERT OR IGNORE INTO fences (collection, id) ' +
      `SELECT ?, ? WHERE NOT EXISTS (SELECT 1 FROM ${table} WHERE id = ?)`;
  }

  async load(id: string): Promise<Stored<T> | null> {
    const row = await this.database.reader.get(this.selectSql, id);
    return row && this.toStored(row);
  }

  /** A row with `revision` and the columns that the mapper reads. */
  toStored(row: SqlRow): Stored<T> {
    return { revision: integer(row.revision), value: this.mapper.fromRow(row) };
  }

  async insert(value: T, requestId: string): Promise<Insertion> {
    const row = [value.id, ...this.mapper.toRow(value), this.mapper.table, value.id];
    const landing = await this.database.writer.run([
      { sql: this.insertSql, rows: [row], needsChange: true },
      ...this.beside(value),
      ...this.remember(value.id, requestId),
    ]);
    return landing === 'done' ? 'inserted' : 'taken';
  }

  async replace(value: T, expected: number, requestId: string): Promise<Replacement> {
    const landing = await this.database.writer.run([
      { sql: this.replaceSql, rows: [[...this.mapper.toRow(value), value.id, expected]], needsChange: true },
      ...this.beside(value),
      ...this.remember(value.id, requestId),
    ]);
    if (landing === 'done') return 'published';
    return landing === 'stopped' ? 'conflict' : 'taken';
  }

  async remove(id: string, expected: number): Promise<boolean> {
    const landing = await this.database.writer.run([
      { sql: this.removeSql, rows: [[id, expected]], needsChange: true },
      { sql: FORGET, rows: [[this.mapper.table, id]] },
    ]);
    return landing === 'done';
  }

  async fence(id: string, requestId: string): Promise<boolean> {
    const { table } = this.mapper;
    await this.database.writer.run([
      { sql: this.raiseSql, rows: [[id]] },
      { sql: this.takeIdSql, rows: [[table, id, id]] },
    ]);
    return (await this.database.reader.get(PUBLISHED, table, id, requestId)) !== null;
  }

  /** What is written together with a document, in other tables. */
  protected beside(_: T): readonly Step[] {
    return [];
  }

  private remember(id: string, requestId: string): readonly Step[] {
    const { table } = this.mapper;
    const now = this.database.clock.now();
    return [
      { sql: REMEMBER, rows: [[table, id, now, requestId]] },
      { sql: FORGET_OLD, rows: [[table, id, now - PUBLISHED_MEMORY_MS]] },
    ];
  }
}
