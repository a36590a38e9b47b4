import { CHALLENGE_READS } from '../challenges/challenge.repository.js';
import { CREATION_READS } from '../creations/creation.repository.js';
import { expiredSql } from '../engine/json-documents.js';
import { openQueryPlans, type QueryPlans } from '../testing/query-plans.js';
import { SESSION_READS } from './session.repository.js';

describe('the reads of sessions and of what expires on SQLite', () => {
  let plans: QueryPlans;
  beforeAll(async () => {
    plans = await openQueryPlans();
  });
  afterAll(() => plans.close());

  it('read only the rows that they return: each walks an index in order and sorts nothing', async () => {
    const live = 'SEARCH sessions USING INDEX sessions_live';
    expect(await plans.planOf(SESSION_READS.newest, 'u', 1)).toEqual([`${live} (user_id=?)`]);
    expect(await plans.planOf(SESSION_READS.older, 'u', 's', 1)).toEqual([`${live} (user_id=? AND id<?)`]);
    expect(await plans.planOf(SESSION_READS.ofUser, 'u', 1)).toEqual([
      expect.stringMatching(/^SEARCH sessions USING (COVERING )?INDEX sessions_by_user \(user_id=\?\)$/),
    ]);
    expect(await plans.planOf(SESSION_READS.expired, 1, 1)).toEqual([
      expect.stringMatching(/^SEARCH sessions USING (COVERING )?INDEX sessions_by_expiry \(absolute_expires_at<\?\)$/),
    ]);
    expect(await plans.planOf(expiredSql('challenges'), 1, 1)).toEqual([
      expect.stringMatching(/^SEARCH challenges USING (COVERING )?INDEX challenges_by_expiry \(expires_at<\?\)$/),
    ]);
  });

  it('find what belongs to an account by indexes', async () => {
    expect(await plans.planOf(CHALLENGE_READS.ofUser, 'u', 1)).toEqual([
      'SEARCH challenges USING INDEX challenges_by_user (<expr>=?)',
    ]);
    const owners = await plans.planOf(CREATION_READS.ofOwners, '[]', 1);
    expect(owners[0]).toBe('SEARCH creations USING INDEX creations_by_owner (<expr>=?)');
    expect(await plans.planOf(CREATION_READS.ofObject, 'u', 1)).toEqual([
      'SEARCH creations USING INDEX creations_by_object (<expr>=?)',
    ]);
  });
});
