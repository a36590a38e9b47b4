import { canonicalTime } from './filter-values.js';

describe('the filters of the audit', () => {
  it.each([
    '',
    'yesterday',
    '2026-11-22',
    '2026-11-22T09:30:00',
    '2026-02-30T00:00:00Z',
    '2026-13-01T00:00:00Z',
    '2026-11-00T00:00:00Z',
    '9999-12-31T23:59:59-00:01',
    '0000-01-01T00:00:00+00:01',
  ])('refuses %j as a time', (text) => expect(canonicalTime(text)).toBeNull());

  it('converts a time to the form of the leaves', () => {
    expect(canonicalTime('2026-11-22T10:30:00+01:00')).toBe('2026-11-22T09:30:00.000Z');
    expect(canonicalTime('2024-02-29T23:59:59.123456Z')).toBe('2024-02-29T23:59:59.123Z');
  });
});
