import { pooledRandom } from './random.js';

describe('pooled random bytes', () => {
  it('are returned once, also when the pool is filled again', () => {
    const seen = new Set(Array.from({ length: 5_000 }, () => pooledRandom(16).toString('hex')));
    expect(seen.size).toBe(5_000);
  });

  it('are a copy for each caller: a change by one caller reaches no other', () => {
    const mine = pooledRandom(16).fill(0);
    expect(pooledRandom(16).equals(mine)).toBe(false);
    expect(pooledRandom(24)).toHaveLength(24);
  });
});
