import { openQueryPlans, type QueryPlans } from '../testing/query-plans.js';
import { BINDING_READS } from './binding.repository.js';
import { IDENTITY_PROVIDER_READS } from './identity-provider.repository.js';

describe('the reads of identity providers and bindings on SQLite', () => {
  let plans: QueryPlans;
  beforeAll(async () => {
    plans = await openQueryPlans();
  });
  afterAll(() => plans.close());

  it('walk an index in order and sort nothing: each exchange makes them', async () => {
    const { byName, byTrust, list } = IDENTITY_PROVIDER_READS;
    const unique = (number: number) =>
      `SEARCH identity_providers USING INDEX sqlite_autoindex_identity_providers_${number}`;
    expect(await plans.planOf(byName, 'n')).toEqual([`${unique(2)} (name=?)`]);
    expect(await plans.planOf(byTrust, 't')).toEqual([`${unique(3)} (trust=?)`]);
    expect(await plans.planOf(list, 'n', 1)).toEqual([`${unique(2)} (name>?)`]);
    expect(await plans.planOf(BINDING_READS.live, 'a', 'b', 1)).toEqual([
      'SEARCH bindings USING INDEX bindings_live (account_id=? AND id>?)',
    ]);
    expect(await plans.planOf(BINDING_READS.ofAccount, 'a', 1)).toEqual([
      'SEARCH bindings USING INDEX bindings_by_account (account_id=?)',
    ]);
    expect(await plans.planOf(BINDING_READS.ended, 1, 1)).toEqual([
      'SEARCH bindings USING INDEX bindings_by_end (ended_at<?)',
    ]);
  });
});
