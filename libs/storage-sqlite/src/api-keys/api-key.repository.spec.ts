import { openQueryPlans, type QueryPlans } from '../testing/query-plans.js';
import { API_KEY_READS } from './api-key.repository.js';

describe('the reads of keys on SQLite', () => {
  let plans: QueryPlans;
  beforeAll(async () => {
    plans = await openQueryPlans();
  });
  afterAll(() => plans.close());

  it.each([
    ['newest', ['a', 1], 'api_keys USING INDEX api_keys_by_account (account_id=?)'],
    ['older', ['a', 'i', 1], 'api_keys USING INDEX api_keys_by_account (account_id=? AND id<?)'],
    ['liveCount', ['a', 1], 'api_keys USING COVERING INDEX api_keys_live (account_id=? AND over_at>?)'],
    ['over', [1, 1], 'api_keys USING INDEX api_keys_by_end (over_at<?)'],
    ['reminders', [1, 1], 'api_keys USING INDEX api_keys_by_reminder (remind_at<?)'],
  ] as const)('%s walks an index in order and sorts nothing', async (name, values, index) => {
    expect(await plans.planOf(API_KEY_READS[name], ...values)).toEqual([`SEARCH ${index}`]);
  });

  it('uses looks for each id', async () => {
    const [search] = await plans.planOf(API_KEY_READS.uses, '[]');
    expect(search).toBe('SEARCH api_key_uses USING PRIMARY KEY (id=?)');
  });
});
