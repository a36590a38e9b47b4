import { aRecord } from '../testing/audit-records.js';
import { toRecord } from './leaf.js';
import { listed } from './record-view.js';

describe('a record in a page', () => {
  it('is included as far as the newest checkpoint reaches, and pending behind it', () => {
    const included = [4, 5, 6].map((seq) => listed(toRecord(aRecord(seq)), 5).included);
    expect(included).toEqual([true, true, 'pending']);
    expect(listed(toRecord(aRecord(1)), 0).included).toBe('pending');
  });
});
