import { openQueryPlans, type QueryPlans } from '../testing/query-plans.js';
import { ROTATION_READS } from './rotation.repository.js';

describe('the reads of rotations on SQLite', () => {
  let plans: QueryPlans;
  beforeAll(async () => {
    plans = await openQueryPlans();
  });
  afterAll(() => plans.close());

  it('read no rotation that is over, and sort nothing', async () => {
    expect(await plans.planOf(ROTATION_READS.due, 1, 1, 1)).toEqual([
      'SEARCH rotations USING INDEX rotations_due (next_at<?)',
    ]);
    expect(await plans.planOf(ROTATION_READS.running, 'master')).toEqual([
      expect.stringMatching(/^SEARCH rotations USING INDEX sqlite_autoindex_rotations_2 \(slot=\?\)$/),
    ]);
  });
});
