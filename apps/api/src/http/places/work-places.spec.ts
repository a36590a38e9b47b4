import { ManualClock, settled } from '#kernel/testing';
import { Overload } from '../connections/overload.js';
import { GONE_MS, type WorkPlace } from './work-place.js';
import { COSTLY, WAITING_IN_ALL, WAITING_OF_ONE, WAITS_MS, WorkPlaces } from './work-places.js';

const AT_ONCE = 2;

describe('the places of requests at work', () => {
  let clock: ManualClock;
  let places: WorkPlaces;
  beforeEach(() => {
    clock = new ManualClock();
    places = new WorkPlaces(AT_ONCE, clock);
  });

  /** What became of each request, by its name, in the order in which it was decided. */
  let fates: string[];
  beforeEach(() => {
    fates = [];
  });
  const take = (principal: string, name = principal): WorkPlace => {
    const place = places.take(principal);
    const begins = () => void fates.push(`${name} begins`);
    const refused = (error: unknown) => void fates.push(`${name} ${(error as Overload).code}`);
    if (place.ready === true) begins();
    else place.ready.then(begins, refused);
    return place;
  };
  const takeMany = (principal: string, count: number) => {
    for (let n = 0; n < count; n += 1) void Promise.resolve(places.take(principal).ready).catch(() => {});
  };
  const refusalOf = (run: () => unknown) => {
    try {
      run();
      return 'none';
    } catch (error) {
      return error instanceof Overload ? error.code : 'a defect';
    }
  };

  it('are so many for each principal; further requests wait in their order, and delay nobody else [R97][R124]', async () => {
    const [first] = [take('ann', 'a1'), take('ann', 'a2'), take('ann', 'a3'), take('ann', 'a4'), take('bob')];
    expect(fates).toEqual(['a1 begins', 'a2 begins', 'bob begins']);
    first?.begin();
    first?.answered(false);
    await settled();
    expect(fates.slice(3)).toEqual(['a3 begins']);
  });

  it('are free again when the answer is made, whether its client reads it or not', async () => {
    const [working] = [take('ann', 'a1'), take('ann', 'a2'), take('ann', 'a3')];
    working?.begin();
    working?.answered(false);
    working?.gone();
    working?.answered(false);
    await settled();
    expect(fates).toEqual(['a1 begins', 'a2 begins', 'a3 begins']);
    expect(places.size).toBe(2);
  });

  it('are held by a stream until it was sent', () => {
    const place = take('ann');
    place.begin();
    place.answered(true);
    expect(places.size).toBe(1);
    place.gone();
    expect(places.size).toBe(0);
  });

  it('are free at once if the client goes before its request is handled, and then it never is', async () => {
    const places3 = [take('ann', 'a1'), take('ann', 'a2'), take('ann', 'a3')];
    for (const place of places3) place.gone();
    await settled();
    expect(fates).toEqual(['a1 begins', 'a2 begins', 'a3 begins']);
    expect(places3.map((place) => place.begin())).toEqual([false, false, false]);
    expect([places.size, clock.timers]).toEqual([0, 0]);
  });

  it('are not passed to a request whose client went while it waited', async () => {
    const [first, , waiting] = [take('ann', 'a1'), take('ann', 'a2'), take('ann', 'a3'), take('ann', 'a4')];
    waiting?.gone();
    first?.gone();
    await settled();
    expect(fates).toEqual(['a1 begins', 'a2 begins', 'a4 begins']);
    expect(places.size).toBe(2);
  });

  it('are held by work that goes on although the client has gone [R124]', async () => {
    const aborted = [take('ann'), take('ann')];
    for (const place of aborted) {
      place.begin();
      place.gone();
    }
    take('ann', 'next');
    await settled();
    expect(fates).not.toContain('next begins');
    aborted[0]?.answered(true);
    await settled();
    expect(fates).toContain('next begins');
    expect(places.size).toBe(2);
  });

  it('are not lost for good by work that never ends [R97]', async () => {
    const place = take('ann');
    place.begin();
    place.gone();
    await clock.advance(GONE_MS);
    expect(places.size).toBe(0);
  });

  it('are four for a costly request, and cheap ones do not overtake one that waits [R124]', async () => {
    places = new WorkPlaces(COSTLY + 1, clock);
    const takeCostly = (name: string) => {
      const place = places.take('ann', true);
      void Promise.resolve(place.ready).then(() => fates.push(`${name} begins`));
      return place;
    };
    const costly = takeCostly('costly');
    const waiting = takeCostly('next');
    take('ann', 'cheap');
    take('ann', 'cheaper');
    await settled();
    expect([fates, places.size]).toEqual([['costly begins'], COSTLY + 3]);
    waiting.gone();
    await settled();
    expect([fates.slice(1), places.size]).toEqual([['cheap begins'], COSTLY + 2]);
    costly.gone();
    await settled();
    expect([fates.slice(2), places.size]).toEqual([['cheaper begins'], 2]);
  });

  it('are enough for a costly request, however few they are', () => {
    expect(new WorkPlaces(1, clock).take('ann', true).ready).toBe(true);
  });

  it('refuse a request that has waited for 10 s, and one that finds 192 waiting [R124]', async () => {
    takeMany('ann', AT_ONCE);
    take('ann', 'late');
    takeMany('ann', WAITING_OF_ONE - 1);
    expect(refusalOf(() => places.take('ann'))).toBe('rate_limited');
    expect(refusalOf(() => places.take('bob'))).toBe('none');
    await clock.advance(WAITS_MS - 1);
    expect(fates).toEqual([]);
    await clock.advance(1);
    expect(fates).toEqual(['late rate_limited']);
    expect(places.size).toBe(AT_ONCE + 1);
  });

  it('let the longest line give way to shorter ones, if too many of all wait [R124]', async () => {
    const lines = ['a', 'b', 'c', 'd', 'g'];
    for (const name of lines) takeMany(name, AT_ONCE + WAITING_OF_ONE);
    takeMany('e', AT_ONCE + WAITING_IN_ALL - 5 * WAITING_OF_ONE - 1);
    takeMany('f', AT_ONCE);
    take('e', 'newest');
    expect(places.size).toBe(7 * AT_ONCE + WAITING_IN_ALL);
    expect(places.take('f').ready).toBeInstanceOf(Promise);
    expect(places.size).toBe(7 * AT_ONCE + WAITING_IN_ALL);
    expect(['a', 'b'].map((name) => refusalOf(() => places.take(name)))).toEqual(['busy', 'rate_limited']);
  });
});
