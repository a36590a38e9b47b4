import { openQueryPlans, type QueryPlans } from '../testing/query-plans.js';
import { ARCHIVE_READS } from './archived-version.repository.js';
import { SECRET_READS } from './secret.repository.js';

describe('the reads of secrets on SQLite', () => {
  let plans: QueryPlans;
  beforeAll(async () => {
    plans = await openQueryPlans();
  });
  afterAll(() => plans.close());

  it('read only the rows that they return: each walks an index in order and sorts nothing', async () => {
    const place = '(state=? AND (path,id)>(?,?)';
    expect(await plans.planOf(SECRET_READS.scan, 'live', '', '', 1)).toEqual([
      `SEARCH secrets USING INDEX secrets_by_place ${place})`,
    ]);
    expect(await plans.planOf(SECRET_READS.scanBelow, 'live', '', '', 'z', 1)).toEqual([
      `SEARCH secrets USING INDEX secrets_by_place ${place} AND path<?)`,
    ]);
    for (const detail of [
      ...(await plans.planOf(SECRET_READS.duePurge, 1, 1)),
      ...(await plans.planOf(ARCHIVE_READS.writtenBefore, '', 0, 1, 1)),
    ]) {
      expect(detail).not.toMatch(/SCAN|TEMP B-TREE/);
    }
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
    expect((await plans.planOf(SECRET_READS.summaries, '[]'))[0]).toMatch(/^SEARCH secrets USING INDEX .*\(id=\?\)$/);
    for (const detail of [...(await plans.planOf(SECRET_READS.count)), ...(await plans.planOf(ARCHIVE_READS.count))])
      expect(detail).toMatch(/COVERING INDEX|CONSTANT ROW|SCALAR/);
  });
});
