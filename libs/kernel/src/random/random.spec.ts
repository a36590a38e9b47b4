import { pooledRandom } from './random.js';

describe('pooled random bytes', () => {
  it('are given once, also when the pool is filled again', () => {
    const seen = new Set(Array.from({ length: 5_000 }, () => pooledRandom(16, 'hex')));
    expect(seen.size).toBe(5_000);
  });

  it('are as many as were asked for', () => {
    expect(pooledRandom(24, 'hex')).toMatch(/^[0-9a-f]{48}$/);
    expect(Buffer.from(pooledRandom(16, 'base64url'), 'base64url')).toHaveLength(16);
  });
});
