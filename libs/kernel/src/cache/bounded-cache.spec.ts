import { ManualClock } from '../testing/manual-clock.js';
import { BoundedCache } from './bounded-cache.js';

describe('a bounded cache', () => {
  const clock = new ManualClock();

  it('returns nothing past its age, and has removed it [R86]', () => {
    const cache = new BoundedCache<string>(clock, { max: 3, maxAgeMs: 100 });
    cache.set('a', 'x');
    clock.at += 99;
    expect(cache.get('a')).toBe('x');
    clock.at += 1;
    expect(cache.get('a')).toBeUndefined();
    expect(cache.size).toBe(0);
  });

  it('returns nothing past the time that a value was given', () => {
    const cache = new BoundedCache<string>(clock, { max: 3, maxAgeMs: 1_000 });
    cache.set('a', 'x', clock.at + 10);
    cache.set('late', 'x', clock.at);
    clock.at += 9;
    expect([cache.get('a'), cache.get('late')]).toEqual(['x', undefined]);
    clock.at += 1;
    expect(cache.get('a')).toBeUndefined();
  });

  it('returns nothing past that time, also if the cache has no age', () => {
    const cache = new BoundedCache<string>(clock, { max: 3 });
    cache.set('for ever', 'x');
    cache.set('a', 'x', clock.at + 10);
    clock.at += 10;
    expect([cache.get('a'), cache.get('for ever')]).toEqual([undefined, 'x']);
  });

  it.each([-1, 0, 1])('cannot have an age of %i ms, which would be no bound', (maxAgeMs) => {
    expect(() => new BoundedCache<string>(clock, { max: 3, maxAgeMs })).toThrow(RangeError);
  });

  it('holds no more than its number: the least recently used goes first [R86]', () => {
    const cache = new BoundedCache<number>(clock, { max: 2 });
    cache.set('a', 1);
    cache.set('b', 2);
    cache.get('a');
    cache.set('c', 3);
    expect([cache.get('a'), cache.get('b'), cache.get('c')]).toEqual([1, undefined, 3]);
  });

  it('holds no more than its size where values differ, and nothing that is larger alone [R86]', () => {
    const cache = new BoundedCache<string>(clock, { max: 10, sizeOf: (value) => value.length });
    cache.set('a', 'xxxx');
    cache.set('b', 'xxxxxx');
    expect(cache.size).toBe(2);
    cache.set('c', 'x');
    expect([cache.get('a'), cache.get('b'), cache.get('c')]).toEqual([undefined, 'xxxxxx', 'x']);
    cache.set('b', 'x'.repeat(11));
    expect([cache.get('b'), cache.get('c')]).toEqual([undefined, 'x']);
  });

  it('reserves no room for what it does not hold yet', () => {
    const longerThanAnyArray = 2 ** 33;
    expect(new BoundedCache<number>(clock, { max: longerThanAnyArray }).size).toBe(0);
  });

  it('removes old values that nobody asks for, when it is swept', () => {
    const cache = new BoundedCache<number>(clock, { max: 5, maxAgeMs: 100 });
    cache.set('a', 1);
    clock.at += 50;
    cache.set('b', 2);
    clock.at += 50;
    cache.sweep();
    expect([cache.size, cache.get('b')]).toEqual([1, 2]);
  });

  it('removes the values that match', () => {
    const cache = new BoundedCache<number>(clock, { max: 5 });
    cache.set('u 1', 1);
    cache.set('u 2', 2);
    cache.set('uu 1', 3);
    cache.deleteWhere((key) => key.startsWith('u '));
    expect([cache.size, cache.get('uu 1')]).toEqual([1, 3]);
    cache.delete('uu 1');
    expect(cache.size).toBe(0);
  });

  it('removes values that match from memory even if they are past their age [R86]', () => {
    const cache = new BoundedCache<number>(clock, { max: 5, maxAgeMs: 100 });
    cache.set('u 1', 1);
    clock.at += 100;
    cache.deleteWhere((key) => key.startsWith('u '));
    expect(cache.size).toBe(0);
  });

  it('disposes of each value that leaves it, whatever the reason', () => {
    const disposed: string[] = [];
    const dispose = (value: number, key: string) => void disposed.push(`${key}${value}`);
    const cache = new BoundedCache<number>(clock, { max: 2, maxAgeMs: 100, dispose });
    cache.set('a', 1);
    cache.set('a', 2);
    cache.set('b', 1);
    cache.set('c', 1);
    clock.at += 100;
    cache.sweep();
    cache.set('d', 1);
    cache.clear();
    expect(disposed).toEqual(['a1', 'a2', 'b1', 'c1', 'd1']);
  });
});
