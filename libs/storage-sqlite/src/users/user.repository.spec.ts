import type { UserFilter } from '#users';
import { openQueryPlans, type QueryPlans } from '../testing/query-plans.js';
import { userScan } from './user.repository.js';

describe('the lists of accounts on SQLite', () => {
  let plans: QueryPlans;
  beforeAll(async () => {
    plans = await openQueryPlans();
  });
  afterAll(() => plans.close());

  const rare = { q: 'x', role: 'r', state: 'disabled', expiresBefore: 1 } as const;

  it.each<[string, UserFilter, string]>([
    ['people', { kind: 'person' }, 'sqlite_autoindex_users_2 (username>?)'],
    ['people who match a filter', { kind: 'person', ...rare }, 'sqlite_autoindex_users_2 (username>?)'],
    ['programs that match a filter', { kind: 'service', ...rare }, 'service_accounts_by_name (username>?)'],
    [
      'programs of an owner that match a filter',
      { kind: 'service', ownerId: 'o', ...rare },
      'service_accounts_by_owner (owner_id=? AND username>?)',
    ],
    ['programs of nobody', { kind: 'service', ownerId: null }, 'service_accounts_by_owner (owner_id=? AND username>?)'],
  ])('of %s walk an index in order, and stop after the accounts that they may look at', async (_, filter, index) => {
    const [sql, values] = userScan(filter, null, 7);
    const [walk, ...more] = await plans.planOf(sql, ...values);
    expect(walk).toBe(`SEARCH users USING INDEX ${index}`);
    expect(more.filter((step) => !/^CORRELATED|PRIMARY KEY \(role=\? AND id=\?\)/.test(step))).toEqual([]);
    // Each further condition could let the walk pass over accounts without counting them.
    expect(sql).toMatch(
      /WHERE (kind = 'service' AND )?username > \?( AND owner_id IS \?)? ORDER BY username LIMIT \?$/,
    );
  });
});
