import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openDatabase } from '../engine/database.js';
import type { SqlValue } from '../engine/write-protocol.js';
import { MIGRATIONS } from '../migrations.js';
import { ARCHIVE_READS } from './archived-version.repository.js';
import { SECRET_READS } from './secret.repository.js';

describe('the reads of secrets on SQLite', () => {
  it('read only the rows that they return: each walks an index in order and sorts nothing', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'coffer-plans-'));
    const { reader, writer } = await openDatabase({ file: join(folder, 'coffer.db') }, MIGRATIONS);
    const planOf = (sql: string, ...params: SqlValue[]) =>
      reader.all(`EXPLAIN QUERY PLAN ${sql}`, ...params).map(({ detail }) => String(detail));

    const place = '(state=? AND (path,id)>(?,?)';
    expect(planOf(SECRET_READS.scan, 'live', '', '', 1)).toEqual([
      `SEARCH secrets USING INDEX secrets_by_place ${place})`,
    ]);
    expect(planOf(SECRET_READS.scanBelow, 'live', '', '', 'z', 1)).toEqual([
      `SEARCH secrets USING INDEX secrets_by_place ${place} AND path<?)`,
    ]);
    for (const detail of [
      ...planOf(SECRET_READS.duePurge, 1, 1),
      ...planOf(ARCHIVE_READS.writtenBefore, '', 0, 1, 1),
    ]) {
      expect(detail).not.toMatch(/SCAN|TEMP B-TREE/);
    }
    expect(planOf(SECRET_READS.headsAfter, '', 1)).toEqual([
      expect.stringMatching(/^SEARCH secrets USING INDEX sqlite_autoindex_secrets_1 \(id>\?\)$/),
    ]);
    for (const detail of [...planOf(SECRET_READS.count), ...planOf(ARCHIVE_READS.count)])
      expect(detail).toMatch(/COVERING INDEX|CONSTANT ROW|SCALAR/);
    reader.close();
    await writer.close();
    rmSync(folder, { recursive: true });
  });
});
