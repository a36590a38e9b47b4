import { openQueryPlans, type QueryPlans } from '../testing/query-plans.js';
import { WRAP_READS } from './wrap.repository.js';

describe('the reads of wraps on SQLite', () => {
  let plans: QueryPlans;
  beforeAll(async () => {
    plans = await openQueryPlans();
  });
  afterAll(() => plans.close());

  it.each([
    ['due', [1, 1], 'wraps_due (due_at<?)'],
    ['sealed', ['', 1], 'wraps_sealed (id>?)'],
    ['countLive', ['m', 1], 'wraps_live (maker_id=? AND expires_at>?)'],
    ['newest', ['m', 's', 1], 'wraps_by_maker (maker_id=? AND subject_id=?)'],
    ['older', ['m', 's', 'i', 1], 'wraps_by_maker (maker_id=? AND subject_id=? AND id<?)'],
    ['sealedOf', ['s', 'k', 1], 'wraps_sealed_of (subject_id=?)'],
    ['sealedOfVersion', ['s', 'k', 1, 1], 'wraps_sealed_of (subject_id=?)'],
    ['ofMaker', ['m', 1], 'wraps_by_maker (maker_id=?)'],
  ] as const)('%s walks an index in order and sorts nothing', async (name, values, index) => {
    const plan = await plans.planOf(WRAP_READS[name], ...values);
    expect(plan.map((step) => step.replace('COVERING ', ''))).toEqual([`SEARCH wraps USING INDEX ${index}`]);
  });
});
