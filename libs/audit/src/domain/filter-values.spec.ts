import { newId } from '#kernel';
import { canonicalTime, isDecisionId, isResource, isTimeRange } from './filter-values.js';

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

  it.each([
    newId(),
    newId().toUpperCase(),
    `email-verify:${newId()}`,
    'prod/db/password',
    'Prod/DB_PASSWORD',
    'reader',
    'users/x',
    'setup',
  ])('take %j for an id or a name', (text) => expect(isResource(text)).toBe(true));

  it.each(['', 'prod/**', 'prod/', '/prod', 'a b', '../x', 'x'.repeat(257), 'mail:x', 'müller'])(
    'refuse %j, which no record can have',
    (text) => expect(isResource(text)).toBe(false),
  );

  it('take ids of decisions, which are random', () => {
    expect(isDecisionId('8f1c0a52-5a0e-4f0f-9d7c-2f1d0e9b8a77')).toBe(true);
    expect(isDecisionId('8F1C0A52-5a0e-4f0f-9d7c-2f1d0e9b8a77')).toBe(true);
    expect(isDecisionId('prod/db')).toBe(false);
  });

  it('refuse a range that ends before it begins', () => {
    const [early, late] = ['2026-11-22T09:30:00.000Z', '2026-11-22T09:30:00.001Z'];
    expect(isTimeRange(late, early)).toBe(false);
    for (const [from, to] of [
      [early, late],
      [early, early],
      [late, undefined],
      [undefined, early],
    ] as const) {
      expect(isTimeRange(from, to)).toBe(true);
    }
  });

  it('converts a time to the form of the leaves', () => {
    expect(canonicalTime('2026-11-22T10:30:00+01:00')).toBe('2026-11-22T09:30:00.000Z');
    expect(canonicalTime('2024-02-29T23:59:59.123456Z')).toBe('2024-02-29T23:59:59.123Z');
  });
});
