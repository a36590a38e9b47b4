import { checkMetadata, parseTimestamp } from './metadata.js';

const NOW = Date.parse('2026-11-22T12:00:00.000Z');

describe('metadata', () => {
  it.each([
    ['description', { description: 'a'.repeat(1_001) }],
    ['description', { description: '\ud800' }],
    ['owner', { owner: '' }],
    ['owner', { owner: 'a'.repeat(129) }],
    ['owner', { owner: '\ud800' }],
    ['tags', { tags: Array.from({ length: 21 }, (_, index) => `t${index}`) }],
    ['tags', { tags: ['a', 'a'] }],
    ['tags', { tags: [''] }],
    ['tags', { tags: ['Upper'] }],
    ['tags', { tags: ['a\n'] }],
    ['tags', { tags: ['a'.repeat(65)] }],
    ['expires_at', { expiresAt: NOW }],
    ['expires_at', { expiresAt: NOW - 1 }],
    ['expires_at', { expiresAt: Number.NaN }],
  ])('refuses a wrong %s: %j', (field, change) => {
    expect(() => checkMetadata(change, NOW)).toThrow(
      expect.objectContaining({ code: 'validation_failed', details: { fields: [expect.objectContaining({ field })] } }),
    );
  });

  it('counts a description in code points', () => {
    expect(() => checkMetadata({ description: '\u{1f511}'.repeat(1_000) }, NOW)).not.toThrow();
    expect(() => checkMetadata({ description: '\u{1f511}'.repeat(1_001) }, NOW)).toThrow();
  });

  it('takes what is absent, null or at the bounds', () => {
    const tags = Array.from({ length: 20 }, (_, index) => `${index}`.padEnd(64, ':._-'));
    for (const change of [{}, { description: null, tags: [], expiresAt: null }, { tags, expiresAt: NOW + 1 }]) {
      expect(checkMetadata(change, NOW)).toBe(change);
    }
  });
});

describe('a timestamp', () => {
  it.each([
    '',
    '2026-11-22',
    '2026-11-22T12:00:00',
    '2026-11-22 12:00:00Z',
    '2026-02-30T12:00:00Z',
    '2026-13-01T12:00:00Z',
    '2026-11-22T24:00:00Z',
    '2026-11-22T12:00:60Z',
    '+010000-01-01T00:00:00Z',
    '9999-12-31T23:59:59-00:01',
    'Sun, 22 Nov 2026 12:00:00 GMT',
    '1',
  ])('is not %j', (text) => {
    expect(parseTimestamp(text)).toBeNull();
  });

  it.each([
    ['2026-11-22T12:00:00Z', NOW],
    ['2026-11-22T12:00:00.000Z', NOW],
    ['2026-11-22T14:00:00+02:00', NOW],
    ['2026-11-22T12:00:00.123456789Z', NOW + 123],
    ['2028-02-29T00:00:00Z', Date.UTC(2028, 1, 29)],
  ])('reads %s', (text, at) => {
    expect(parseTimestamp(text)).toBe(at);
  });
});
