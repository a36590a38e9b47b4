import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Database, openDatabase } from '../engine/database.js';
import type { SqlValue } from '../engine/write-protocol.js';
import { SENSITIVE_DATA_READS } from '../sensitive-data/sensitive-record.repository.js';
import { SENSITIVE_RECORD_SCHEMA } from '../sensitive-data/sensitive-record.schema.js';
import { VAULT_READS, VAULT_REMOVALS } from './vault.repository.js';
import { VAULT_SCHEMA } from './vault.schema.js';

describe('the reads of vaults and of sensitive data on SQLite', () => {
  let folder: string;
  let database: Database;
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'coffer-plans-'));
    const schema = `CREATE TABLE store_state (opened INTEGER) STRICT; ${VAULT_SCHEMA} ${SENSITIVE_RECORD_SCHEMA}`;
    database = await openDatabase({ file: join(folder, 'coffer.db') }, [schema]);
  });
  afterAll(async () => {
    database.reader.close();
    await database.writer.close();
    rmSync(folder, { recursive: true });
  });

  const planOf = (sql: string, ...params: SqlValue[]) =>
    database.reader.all(`EXPLAIN QUERY PLAN ${sql}`, ...params).map(({ detail }) => String(detail));

  it('look only at the rows that they give back: each walks an index in its order and sorts nothing', () => {
    const bodies = 'SEARCH entry_bodies USING INDEX';
    expect(planOf(VAULT_READS.staged, 'o', 'r', '', 1)).toEqual([
      `${bodies} entry_bodies_staged (owner_id=? AND rekey=? AND id>?)`,
    ]);
    expect(planOf(VAULT_READS.countStaged, 'o', 1)).toContainEqual(
      'SEARCH entry_bodies USING COVERING INDEX entry_bodies_staged (owner_id=? AND rekey>?)',
    );
    expect(planOf(VAULT_READS.bodiesOf, 'o', 'e', 1, 1)).toEqual([
      `${bodies} entry_bodies_of (owner_id=? AND entry_id=? AND generation=?)`,
    ]);
    expect(planOf(VAULT_READS.bodyIds, 'o', 1)).toEqual([
      'SEARCH entry_bodies USING COVERING INDEX entry_bodies_of (owner_id=?)',
    ]);
    expect(planOf(VAULT_READS.snapshotIds, 'o', 1)).toEqual([
      'SEARCH vault_snapshots USING INDEX vault_snapshots_of (owner_id=?)',
    ]);
    expect(planOf(SENSITIVE_DATA_READS.list, 'o', '', 1)).toEqual([
      'SEARCH sensitive_data USING INDEX sensitive_data_of (owner_id=? AND id>?)',
    ]);
    expect(planOf(SENSITIVE_DATA_READS.count, 'o')).toEqual([
      'SEARCH sensitive_data USING COVERING INDEX sensitive_data_of (owner_id=?)',
    ]);
  });

  it('find one row, and the sweeps their place, by its id', () => {
    const byId = (table: string) => `SEARCH ${table} USING INDEX sqlite_autoindex_${table}_1`;
    for (const sql of [VAULT_READS.body, VAULT_REMOVALS.body]) {
      expect(planOf(sql, 'b', 'o')).toEqual([`${byId('entry_bodies')} (id=?)`]);
    }
    for (const sql of [VAULT_READS.snapshot, VAULT_REMOVALS.snapshot]) {
      expect(planOf(sql, 's', 'o')).toEqual([`${byId('vault_snapshots')} (id=?)`]);
    }
    expect(planOf(VAULT_READS.writtenBefore, '', 1, 1)).toEqual([`${byId('entry_bodies')} (id>?)`]);
    expect(planOf(VAULT_READS.snapshotsBefore, '', 1, 1)).toEqual([`${byId('vault_snapshots')} (id>?)`]);
  });
});
