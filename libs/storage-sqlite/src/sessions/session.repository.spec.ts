import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Database, openDatabase } from '../engine/database.js';
import { expiredSql } from '../engine/json-documents.js';
import type { SqlValue } from '../engine/write-protocol.js';
import { MIGRATIONS } from '../migrations.js';
import { SESSION_READS } from './session.repository.js';

describe('the reads of sessions and of what expires on SQLite', () => {
  let folder: string;
  let database: Database;
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'coffer-plans-'));
    database = await openDatabase({ file: join(folder, 'coffer.db') }, MIGRATIONS);
  });
  afterAll(async () => {
    database.reader.close();
    await database.writer.close();
    rmSync(folder, { recursive: true });
  });

  const planOf = (sql: string, ...params: SqlValue[]) =>
    database.reader.all(`EXPLAIN QUERY PLAN ${sql}`, ...params).map(({ detail }) => String(detail));

  it('read only the rows that they return: each walks an index in order and sorts nothing', () => {
    const live = 'SEARCH sessions USING INDEX sessions_live';
    expect(planOf(SESSION_READS.newest, 'u', 1)).toEqual([`${live} (user_id=?)`]);
    expect(planOf(SESSION_READS.older, 'u', 's', 1)).toEqual([`${live} (user_id=? AND id<?)`]);
    expect(planOf(SESSION_READS.ofUser, 'u', 1)).toEqual([
      expect.stringMatching(/^SEARCH sessions USING (COVERING )?INDEX sessions_by_user \(user_id=\?\)$/),
    ]);
    expect(planOf(SESSION_READS.expired, 1, 1)).toEqual([
      expect.stringMatching(/^SEARCH sessions USING (COVERING )?INDEX sessions_by_expiry \(absolute_expires_at<\?\)$/),
    ]);
    expect(planOf(expiredSql('challenges'), 1, 1)).toEqual([
      expect.stringMatching(/^SEARCH challenges USING (COVERING )?INDEX challenges_by_expiry \(expires_at<\?\)$/),
    ]);
  });
});
