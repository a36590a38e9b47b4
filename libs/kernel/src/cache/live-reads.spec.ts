import { ManualClock } from '../testing/index.js';
import { LiveReads } from './live-reads.js';

describe('live reads', () => {
  let clock: ManualClock;
  let reads: LiveReads<{ id: string }>;

  beforeEach(() => {
    clock = new ManualClock();
    reads = new LiveReads(clock);
  });

  it('share a read under way, and give what it saw without a promise', async () => {
    const read = reads.keep('a', Promise.resolve({ id: 'a' }));
    expect(reads.known('a')).toBe(read);
    await read;
    expect(reads.known('a')).toEqual({ id: 'a' });
  });

  it('end 1 s after their start [R41]', async () => {
    await reads.keep('a', Promise.resolve({ id: 'a' }));
    await clock.advance(999);
    expect(reads.known('a')).toEqual({ id: 'a' });
    await clock.advance(1);
    expect(reads.known('a')).toBeUndefined();
  });

  it('keep nothing of what does not exist, or could not be read', async () => {
    await reads.keep('absent', Promise.resolve(null));
    await reads.keep('failed', Promise.reject(new Error('the store is away'))).catch(() => null);
    expect([reads.known('absent'), reads.known('failed')]).toEqual([undefined, undefined]);
  });

  it('leave a newer read alone when an older one finds nothing', async () => {
    const older = reads.keep('a', Promise.resolve(null));
    const newer = reads.keep('a', Promise.resolve({ id: 'a' }));
    await Promise.all([older, newer]);
    expect(reads.known('a')).toEqual({ id: 'a' });
  });

  it('forget one, some with every read under way, or all', async () => {
    await Promise.all(['a', 'b', 'c'].map((id) => reads.keep(id, Promise.resolve({ id }))));
    const underWay = reads.keep('d', Promise.resolve({ id: 'd' }));
    reads.forget('a');
    reads.forgetWhere(({ id }) => id === 'b');
    await underWay;
    expect(['a', 'b', 'c', 'd'].map((id) => reads.known(id))).toEqual([undefined, undefined, { id: 'c' }, undefined]);
    reads.clear();
    expect(reads.known('c')).toBeUndefined();
  });
});
