import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openDatabase } from '../engine/database.js';
import type { SqlValue } from '../engine/write-protocol.js';
import { MIGRATIONS } from '../migrations.js';
import { ROTATION_READS } from './rotation.repository.js';

describe('the reads of rotations on SQLite', () => {
  it('read no rotation that is over, and sort nothing', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'coffer-plans-'));
    const { reader, writer } = await openDatabase({ file: join(folder, 'coffer.db') }, MIGRATIONS);
    const planOf = (sql: string, ...params: SqlValue[]) =>
      reader.all(`EXPLAIN QUERY PLAN ${sql}`, ...params).map(({ detail }) => String(detail));

    expect(planOf(ROTATION_READS.due, 1, 1, 1)).toEqual(['SEARCH rotations USING INDEX rotations_due (next_at<?)']);
    expect(planOf(ROTATION_READS.running, 'master')).toEqual([
      expect.stringMatching(/^SEARCH rotations USING INDEX sqlite_autoindex_rotations_2 \(slot=\?\)$/),
    ]);
    reader.close();
    await writer.close();
    rmSync(folder, { recursive: true });
  });
});
