import { checkMetadata } from './metadata.js';

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

  it('accepts attributes that are absent, null or at their bounds', () => {
    const tags = Array.from({ length: 20 }, (_, index) => `${index}`.padEnd(64, ':._-'));
    for (const change of [{}, { description: null, tags: [], expiresAt: null }, { tags, expiresAt: NOW + 1 }]) {
      expect(checkMetadata(change, NOW)).toBe(change);
    }
  });
});
