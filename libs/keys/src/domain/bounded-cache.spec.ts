import { BoundedCache } from './bounded-cache.js';

describe('a bounded cache', () => {
  it('gives nothing past its time, and has let go of it [R86]', () => {
    const cache = new BoundedCache<string>(3);
    cache.set('a', 'x', 100);
    expect(cache.get('a', 99)).toBe('x');
    expect(cache.get('a', 100)).toBeUndefined();
    expect(cache.size).toBe(0);
  });

  it('holds no more than its capacity: the least recently used goes first [R86]', () => {
    const cache = new BoundedCache<number>(2);
    cache.set('a', 1, 100);
    cache.set('b', 2, 100);
    cache.get('a', 0);
    cache.set('c', 3, 100);
    expect([cache.get('a', 0), cache.get('b', 0), cache.get('c', 0)]).toEqual([1, undefined, 3]);
  });

  it('lets go of what nobody asks for when it is swept, and of a prefix at once', () => {
    const cache = new BoundedCache<number>(5);
    cache.set('u 1', 1, 100);
    cache.set('u 2', 2, 200);
    cache.set('uu 1', 3, 200);
    cache.sweep(150);
    expect(cache.size).toBe(2);
    cache.deletePrefix('u ');
    expect([cache.size, cache.get('uu 1', 0)]).toEqual([1, 3]);
  });
});
