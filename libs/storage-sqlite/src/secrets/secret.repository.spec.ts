import { openQueryPlans, type QueryPlans } from '../testing/query-plans.js';
import { ARCHIVE_READS } from './archived-version.repository.js';
import { SECRET_READS } from './secret.repository.js';

describe('the reads of secrets on SQLite', () => {
  let plans: QueryPlans;
  beforeAll(async () => {
    plans = await openQueryPlans();
  });
  afterAll(() => plans.close());

  it('read only what they return: each walks an index in order, and a list reads nothing else', async () => {
    const place = '(state=? AND (path,id)>(?,?)';
    expect(await plans.planOf(SECRET_READS.scan, 'live', '', '', 1)).toEqual([
      `SEARCH secrets USING COVERING INDEX secrets_by_place ${place})`,
    ]);
    expect(await plans.planOf(SECRET_READS.scanBelow, 'live', '', '', 'z', 1)).toEqual([
      `SEARCH secrets USING COVERING INDEX secrets_by_place ${place} AND path<?)`,
    ]);
    expect(await plans.planOf(SECRET_READS.duePurge, 1, 1)).toEqual([
      'COMPOUND QUERY',
      'LEFT-MOST SUBQUERY',
      'SEARCH secrets USING INDEX secrets_due_purge (state=?)',
      'UNION ALL',
      'SEARCH secrets USING INDEX secrets_due_purge (state=? AND deleted_at<?)',
    ]);
    for (const detail of await plans.planOf(ARCHIVE_READS.writtenBefore, '', 0, 1, 1))
      expect(detail).not.toMatch(/SCAN|TEMP B-TREE/);
    expect(await plans.planOf(SECRET_READS.headsAfter, '', 1)).toEqual([
      expect.stringMatching(/^SEARCH secrets USING INDEX sqlite_autoindex_secrets_1 \(id>\?\)$/),
    ]);
    const indexes = { createdBy: 'creator', expiresBefore: 'expiry', updatedBefore: 'change' } as const;
    for (const [read, index] of Object.entries(indexes)) {
      const [detail, ...more] = await plans.planOf(SECRET_READS[read as keyof typeof indexes], 'live', 'x', 1);
      expect(detail).toMatch(new RegExp(`^SEARCH secrets USING COVERING INDEX secrets_by_${index} \\(state=\\? AND `));
      expect(more).toEqual([]);
    }
    expect((await plans.planOf(SECRET_READS.byPaths, '[]'))[0]).toMatch(
      /^SEARCH secrets USING INDEX .*\(path_key=\?\)$/,
    );
    const summaries = (await plans.planOf(SECRET_READS.summaries, '[]')).filter((detail) =>
      detail.startsWith('SEARCH'),
    );
    expect(summaries).toEqual([
      'SEARCH secrets USING COVERING INDEX secrets_by_place (state=? AND path=? AND id=?)',
      'SEARCH secrets USING INDEX sqlite_autoindex_secrets_1 (id=?)',
    ]);
    for (const detail of [...(await plans.planOf(SECRET_READS.count)), ...(await plans.planOf(ARCHIVE_READS.count))])
      expect(detail).toMatch(/COVERING INDEX|CONSTANT ROW|SCALAR/);
  });
});
