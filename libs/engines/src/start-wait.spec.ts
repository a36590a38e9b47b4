import { changedMeanwhile, OutcomeUnknown, PartUnavailable, StartError, StoreDamaged } from '#kernel';
import { ManualClock } from '#kernel/testing';
import { StartWait } from './start-wait.js';

const LIMIT_MS = 30_000;

function away(message: string, cause?: Error): PartUnavailable {
  return new PartUnavailable('store', cause, { code: 'store_unavailable', message });
}

const lasting = (cause?: Error) => Object.assign(new Error('canary', { cause }), { lasting: true });

describe('the wait of a start', () => {
  let clock: ManualClock;
  let told: string[];
  let tries: number[];
  const begun = () => clock.now() - start;
  let start: number;
  const waiting = (limitMs = LIMIT_MS) => new StartWait(clock, limitMs, (line) => told.push(line));

  beforeEach(() => {
    clock = new ManualClock();
    start = clock.now();
    told = [];
    tries = [];
  });

  /** Fails at each try before `until` milliseconds with the next of `errors`, the last one again and again. */
  const attempt = (until: number, ...errors: unknown[]) => {
    return async (): Promise<string> => {
      tries.push(begun());
      if (begun() >= until) return 'works';
      throw errors[Math.min(tries.length, errors.length) - 1];
    };
  };

  const never = Number.POSITIVE_INFINITY;

  it.each([
    ['a setting that is wrong', new StartError('MONGODB_URL: the server refused the name or the password.')],
    ['a damaged store', new StoreDamaged()],
    ['a right that is missing', new PartUnavailable('keyring', lasting())],
    ['such a right behind another cause', new PartUnavailable('audit', new PartUnavailable('store', lasting()))],
    ['a defect', new TypeError('x')],
    ['a wrong setting beside an engine that is away', new AggregateError([away('x'), new StartError('y')])],
  ])('is none for %s: the first try is the last', async (_, error) => {
    await expect(clock.drive(waiting().until(attempt(never, error)))).rejects.toBe(error);
    expect({ tries, told }).toEqual({ tries: [0], told: [] });
  });

  it('is none with a limit of 0', async () => {
    const error = away('x');
    await expect(StartWait.none(clock).until(attempt(never, error))).rejects.toBe(error);
    await expect(waiting(0).until(attempt(never, error))).rejects.toBe(error);
    expect({ tries, told }).toEqual({ tries: [0, 0], told: [] });
  });

  it('ends with the failure of a try at its limit', async () => {
    const error = away('x');
    const done = expect(waiting().until(attempt(never, error))).rejects.toBe(error);
    await clock.advance(LIMIT_MS - 1);
    const before = tries.length;
    await clock.advance(1);
    await done;
    expect(tries.at(-1)).toBe(LIMIT_MS);
    expect(tries).toHaveLength(before + 1);
    expect(clock.timers).toBe(0);
  });

  it('ends at once when the failure becomes one that no wait mends', async () => {
    const refusal = new StartError('y');
    const done = expect(waiting().until(attempt(never, away('x'), refusal))).rejects.toBe(refusal);
    await clock.advance(250);
    await done;
    expect(tries).toEqual([0, 250]);
  });

  it('tries again with growing pauses until it works, also after a write that is in doubt', async () => {
    const wait = waiting();
    const done = wait.until(attempt(5_000, away('x'), new OutcomeUnknown(new Error('x')), away('x')));
    await clock.advance(LIMIT_MS);
    await expect(done).resolves.toBe('works');
    expect(tries).toEqual([0, 250, 750, 1_750, 3_750, 5_750]);
  });

  it('tries again after a race that another node won, which starts at the same time', async () => {
    const done = waiting().until(attempt(250, changedMeanwhile('key ring')));
    await clock.advance(250);
    await expect(done).resolves.toBe('works');
  });

  it('tells what is wrong at the first failure, when that changes, and each 10 s; then that it is over', async () => {
    const wait = waiting();
    const both = new AggregateError([away('VAULT_ADDR: is sealed.'), away('MONGODB_URL: is away.')]);
    const done = wait.until(attempt(20_000, both, away('MONGODB_URL: is away.')));
    await clock.advance(LIMIT_MS);
    await done;
    wait.end();
    const line = (left: number, reason: string) => `the start waits, for ${left} s at most (START_WAIT): ${reason}`;
    expect(told).toEqual([
      line(30, 'VAULT_ADDR: is sealed. MONGODB_URL: is away.'),
      line(30, 'MONGODB_URL: is away.'),
      line(19, 'MONGODB_URL: is away.'),
      'the engines answer after 30 s: the start goes on',
    ]);
  });

  it('says nothing of a start that need not wait', async () => {
    const wait = waiting();
    await wait.until(attempt(0));
    wait.end();
    expect({ told, failed: wait.hasFailed }).toEqual({ told: [], failed: false });
  });

  it('is one for all steps of a start: a step inside of another gets no time of its own', async () => {
    const wait = waiting();
    const error = away('x');
    const done = expect(wait.until(() => wait.until(attempt(never, error)))).rejects.toBe(error);
    await clock.advance(LIMIT_MS);
    await done;
    expect(tries.at(-1)).toBe(LIMIT_MS);
    expect(told.length).toBeLessThanOrEqual(4);
  });
});
