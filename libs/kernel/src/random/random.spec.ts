import { pooledRandom } from './random.js';

describe('pooled random bytes', () => {
  it('are given out once: not even where the pool is filled again is anything repeated', () => {
    const seen = new Set(Array.from({ length: 5_000 }, () => pooledRandom(16).toString('hex')));
    expect(seen.size).toBe(5_000);
  });

  it('are the caller’s own: what one caller does to them, no other sees', () => {
    const mine = pooledRandom(16).fill(0);
    expect(pooledRandom(16).equals(mine)).toBe(false);
    expect(pooledRandom(24)).toHaveLength(24);
  });
});
