import { createSecretKey } from 'node:crypto';
import { pino } from 'pino';
import { MemoryNodeLeases } from '#audit/testing';
import { PartUnavailable, Roots } from '#kernel';
import { ManualClock } from '#kernel/testing';
import { LOOK_MS, TokenWatch } from './token-watch.js';

const PEPPER = 'pepper'.repeat(8);
const NAMES = { issuer: 'coffer', audience: 'coffer' };

function rootsOf(kids: readonly string[], pepper = PEPPER): Roots {
  const key = (text: string) => createSecretKey(text.padEnd(32, '.'), 'utf8');
  return new Roots(
    kids.map((kid) => ({ kid, key: key(kid) })),
    [{ version: 1, key: key(pepper) }],
  );
}

describe('the watch over access tokens', () => {
  const clock = new ManualClock();
  const begun: TokenWatch[] = [];
  let leases: MemoryNodeLeases;
  beforeEach(() => {
    leases = new MemoryNodeLeases();
  });
  afterEach(async () => {
    for (const watch of begun.splice(0)) await watch.beforeApplicationShutdown();
  });

  /** A node that signs with the first of `kids` and accepts all of them. */
  function node(kids: readonly string[], names = NAMES, at = clock) {
    const lines: string[] = [];
    const logger = pino({ base: null }, { write: (line) => void lines.push(line) });
    const watch = new TokenWatch(leases, rootsOf(kids), names, at, logger);
    begun.push(watch);
    watch.onApplicationBootstrap();
    return { watch, told: () => lines.map((line) => JSON.parse(line)) };
  }
  const looks = async (count: number) => {
    for (let done = 0; done < count; done += 1) await clock.advance(LOOK_MS);
  };

  it('warns once on both sides while two nodes sign with secrets that the other does not know', async () => {
    const [a, b] = [node(['old']), node(['new'])];
    expect([a.watch.state, b.watch.state]).toEqual(['shared', 'shared']);
    await looks(10);
    expect([a.watch.state, b.watch.state]).toEqual(['split', 'split']);
    const [[first, ...further], [second]] = [a.told(), b.told()];
    expect(further).toEqual([]);
    expect(first).toMatchObject({ level: 40, msg: expect.stringContaining('JWT_SECRET') });
    expect(second).toMatchObject({ token_mark: first.other_marks[0], other_marks: [first.token_mark] });
  });

  it('warns only the node that refuses: the other one knows both secrets', async () => {
    const [a, b] = [node(['old']), node(['new', 'old'])];
    await looks(3);
    expect([a.watch.state, b.watch.state]).toEqual(['split', 'shared']);
    expect(b.told()).toEqual([]);
  });

  it.each([
    ['when every node learns the new secret', ['old'], ['old', 'new']],
    ['when the nodes swap the two', ['old', 'new'], ['new', 'old']],
    ['when the nodes forget the old one', ['new', 'old'], ['new']],
  ])('is silent %s', async (_, before, after) => {
    const [a, b] = [node(before), node(after)];
    await looks(10);
    expect([a.watch.state, b.watch.state, a.told(), b.told()]).toEqual(['shared', 'shared', [], []]);
  });

  it('is silent about a node that was killed before this one started with another secret', async () => {
    const dead = node(['old']);
    await looks(2);
    await dead.watch.beforeApplicationShutdown();
    const next = node(['new']);
    await looks(10);
    expect([next.watch.state, next.told()]).toEqual(['shared', []]);
  });

  it('tells when the last node that it refuses has ended, and warns again of another one', async () => {
    const [a, b] = [node(['old']), node(['new'])];
    await looks(2);
    await b.watch.beforeApplicationShutdown();
    await looks(4);
    expect([a.watch.state, a.told().map(({ level }) => level)]).toEqual(['shared', [40, 30]]);
    node(['third']);
    await looks(2);
    expect([a.watch.state, a.told().map(({ level }) => level)]).toEqual(['split', [40, 30, 40]]);
  });

  it('warns of nodes with another issuer or audience, whose tokens it refuses, too', async () => {
    const a = node(['one']);
    node(['one'], { ...NAMES, issuer: 'other' });
    node(['one'], { ...NAMES, audience: 'other' });
    await looks(3);
    expect([a.watch.state, a.told().at(-1).other_marks.length]).toEqual(['split', 2]);
  });

  it('keeps what it knows while the store does not answer, and goes on afterwards', async () => {
    const [a, b] = [node(['old']), node(['new'])];
    await looks(2);
    const { named } = leases;
    leases.named = () => Promise.reject(new PartUnavailable('store'));
    await looks(10);
    expect([a.watch.state, a.told().length]).toEqual(['split', 1]);
    leases.named = named;
    await b.watch.beforeApplicationShutdown();
    await looks(10);
    expect(a.watch.state).toBe('shared');
  });

  it('sees a node whose secret a clock that was far ahead has used before', async () => {
    const ahead = node(['new'], NAMES, new ManualClock(clock.at + 400 * 86_400_000));
    await ahead.watch.beforeApplicationShutdown();
    const a = node(['old']);
    node(['new']);
    await looks(4);
    expect(a.watch.state).toBe('split');
  });

  it('removes the marks that nobody has renewed for an hour, few at a time, and none of a node that lives', async () => {
    for (let number = 0; number < 25; number += 1) await leases.renew(`token-mark:dead-${number}`, clock.at);
    await leases.renew('a node', clock.at);
    const began = clock.at;
    const { watch } = node(['old']);
    const counts = new Map<number, number>();
    while (clock.at < began + 3_600_000 + 4 * LOOK_MS) {
      await leases.renew('token-mark:alive', clock.at);
      await looks(1);
      const { size } = await leases.named('token-mark:');
      counts.set(size, counts.get(size) ?? clock.at - began);
    }
    expect([...counts.keys()]).toEqual([27, 17, 7, 2]);
    expect(counts.get(17)).toBeGreaterThanOrEqual(3_600_000);
    expect([watch.state, await leases.endOf('a node')]).toEqual(['split', began]);
  });

  it('sees a node again whose mark was removed', async () => {
    const { watch } = node(['old']);
    await looks(1);
    const own = [...(await leases.named('token-mark:')).keys()];
    await leases.renew('token-mark:other', clock.at);
    await looks(722);
    expect([watch.state, [...(await leases.named('token-mark:')).keys()]]).toEqual(['shared', own]);
    await leases.renew('token-mark:other', clock.at);
    await looks(1);
    expect(watch.state).toBe('split');
  });

  it('stores nothing from which a secret can be guessed without the pepper', async () => {
    const stored = async (roots: Roots) => {
      const own = new MemoryNodeLeases();
      const watch = new TokenWatch(own, roots, NAMES, clock, pino({ level: 'silent' }));
      begun.push(watch);
      watch.onApplicationBootstrap();
      await looks(1);
      return [...(await own.named('t')).keys()];
    };
    const [mark = ''] = await stored(rootsOf(['one']));
    expect(mark).toMatch(/^token-mark:[\w-]{16}$/);
    expect(await stored(rootsOf(['one', 'previous']))).toEqual([mark]);
    expect(await stored(rootsOf(['one'], 'another'))).not.toEqual([mark]);
  });
});
