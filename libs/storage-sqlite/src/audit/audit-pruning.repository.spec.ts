import { aBatch, rowsOf } from '#audit/testing';
import type { StoreUnderTest } from '#storage/testing';
import { openSqlite } from '../testing/index.js';
import { openQueryPlans } from '../testing/query-plans.js';
import { PRUNING } from './audit-pruning.repository.js';

describe('archived records on SQLite', () => {
  let store: StoreUnderTest;
  beforeEach(async () => {
    store = await openSqlite();
  });
  afterEach(() => store.close());

  async function fillTo(head: number): Promise<void> {
    for (let first = (await store.audit.head()) + 1; first <= head; first += 100) {
      const leaves = Array.from({ length: 100 }, () => ({ actor_id: 'ann' }));
      await store.audit.append(aBatch(first, leaves));
    }
  }

  it('leave no hole in the index when their segment was not complete yet', async () => {
    await fillTo(300);
    await store.audit.prune(250);
    await fillTo(4_500);
    const found = await store.audit.query({ actor: 'ann' }, null, 10_000, rowsOf());
    expect(found.records.map(({ seq }) => seq)).toEqual(Array.from({ length: 4_250 }, (_, index) => 4_500 - index));
    await store.audit.prune(4_000);
    await fillTo(6_600);
    const later = await store.audit.query({ actor: 'ann' }, null, 10_000, rowsOf());
    expect(later.records.map(({ seq }) => seq)).toEqual(Array.from({ length: 2_600 }, (_, index) => 6_600 - index));
  });

  it('are found and deleted by their keys', async () => {
    const plans = await openQueryPlans();
    const keys = { lowest: [9], records: [1, 9], terms: [0, 9] } as const;
    for (const [name, values] of Object.entries(keys)) {
      const [step, ...others] = await plans.planOf(PRUNING[name as keyof typeof keys], ...values);
      expect([step, others]).toEqual([expect.stringMatching(/^SEARCH audit_(log|terms) USING .*KEY/), []]);
    }
    await plans.close();
  });
});
