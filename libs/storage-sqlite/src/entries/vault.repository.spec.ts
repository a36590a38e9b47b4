import { SENSITIVE_DATA_READS } from '../sensitive-data/sensitive-record.repository.js';
import { openQueryPlans, type QueryPlans } from '../testing/query-plans.js';
import { BODY_READS, REMOVE_BODY } from './entry-body.repository.js';
import { READ_REVISION, REMOVE_SNAPSHOT, SNAPSHOT_READS } from './vault.repository.js';
import { READ_VAULT } from './vaults.js';

describe('the reads of vaults and of sensitive data on SQLite', () => {
  let plans: QueryPlans;
  beforeAll(async () => {
    plans = await openQueryPlans();
  });
  afterAll(() => plans.close());

  it('read only the rows that they return: each walks an index in order and sorts nothing', async () => {
    const bodies = 'SEARCH entry_bodies USING INDEX';
    expect(await plans.planOf(BODY_READS.staged, 'o', 'r', '', 1)).toEqual([
      `${bodies} entry_bodies_staged (owner_id=? AND rekey=? AND id>?)`,
    ]);
    expect(await plans.planOf(BODY_READS.countStaged, 'o', 1)).toContainEqual(
      'SEARCH entry_bodies USING COVERING INDEX entry_bodies_staged (owner_id=? AND rekey>?)',
    );
    expect(await plans.planOf(BODY_READS.ofEntry, 'o', 'e', 1, 1)).toEqual([
      `${bodies} entry_bodies_of (owner_id=? AND entry_id=? AND generation=?)`,
    ]);
    expect(await plans.planOf(BODY_READS.ids, 'o', 1)).toEqual([
      'SEARCH entry_bodies USING COVERING INDEX entry_bodies_by_owner (owner_id=?)',
    ]);
    expect(await plans.planOf(SNAPSHOT_READS.ids, 'o', 1)).toEqual([
      'SEARCH vault_snapshots USING INDEX vault_snapshots_of (owner_id=?)',
    ]);
    expect(await plans.planOf(SENSITIVE_DATA_READS.list, 'o', '', 1)).toEqual([
      'SEARCH sensitive_data USING INDEX sensitive_data_of (owner_id=? AND id>?)',
    ]);
    expect(await plans.planOf(SENSITIVE_DATA_READS.count, 'o')).toEqual([
      'SEARCH sensitive_data USING COVERING INDEX sensitive_data_of (owner_id=?)',
    ]);
  });

  it('find a single row, and the place of a sweep, by the id', async () => {
    const byId = (table: string) => `SEARCH ${table} USING INDEX sqlite_autoindex_${table}_1`;
    for (const sql of [BODY_READS.body, REMOVE_BODY]) {
      expect(await plans.planOf(sql, 'b', 'o')).toEqual([`${byId('entry_bodies')} (id=?)`]);
    }
    for (const sql of [SNAPSHOT_READS.snapshot, REMOVE_SNAPSHOT]) {
      expect(await plans.planOf(sql, 's', 'o')).toEqual([`${byId('vault_snapshots')} (id=?)`]);
    }
    expect(await plans.planOf(READ_REVISION, 'v')).toEqual([`${byId('vaults')} (id=?)`]);
    expect(await plans.planOf(READ_VAULT, 'b', 'v')).toEqual([
      expect.stringContaining('SEARCH v USING INDEX sqlite_autoindex_vaults_1 (id=?)'),
      expect.stringContaining('SEARCH b USING INDEX sqlite_autoindex_vault_bases_1 (vault_id=?)'),
    ]);
    expect(await plans.planOf(BODY_READS.writtenBefore, 'o', '', 1, 1)).toEqual([
      'SEARCH entry_bodies USING INDEX entry_bodies_by_owner (owner_id=? AND id>?)',
    ]);
    expect(await plans.planOf(BODY_READS.nextOwner, '')).toEqual([
      expect.stringMatching(/^SEARCH entry_bodies USING COVERING INDEX \w+ \(owner_id>\?\)$/),
    ]);
    expect(await plans.planOf(SNAPSHOT_READS.writtenBefore, '', 1, 1)).toEqual([`${byId('vault_snapshots')} (id>?)`]);
  });
});
