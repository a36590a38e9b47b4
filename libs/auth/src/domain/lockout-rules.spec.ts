import fc from 'fast-check';
import type { Lockout } from './lockout.js';
import {
  completed,
  giveBack,
  KNOWN_NETWORKS,
  knows,
  type LockoutRules,
  type Reservation,
  reserve,
  unlocked,
} from './lockout-rules.js';

const RULES: LockoutRules = { perNetwork: 2, perAccount: 4, windowMs: 50, knownMs: 30 * 86_400_000 };
const NOW = Date.UTC(2026, 10, 22, 12);

/** A second, slow implementation of the rules, which keeps each attempt by itself. */
class NaiveLockout {
  private readonly networks = new Map<string, { startedAt: number; open: Set<number> }>();
  private readonly known = new Set<string>();
  private serial = 0;

  reserve(network: string, now: number): number | null {
    const [here, all] = [this.window(network, now), this.window('all', now)];
    const isKnown = this.known.has(network);
    if (here.open.size >= RULES.perNetwork || (!isKnown && all.open.size >= RULES.perAccount)) return null;
    this.serial += 1;
    here.open.add(this.serial);
    if (!isKnown) all.open.add(this.serial);
    return this.serial;
  }

  giveBack(attempt: number): void {
    for (const { open } of this.networks.values()) open.delete(attempt);
  }

  complete(network: string): void {
    this.networks.delete(network);
    this.known.add(network);
  }

  unlock(): void {
    this.networks.clear();
  }

  private window(network: string, now: number) {
    const present = this.networks.get(network);
    if (present && present.open.size > 0 && now < present.startedAt + RULES.windowMs) return present;
    const fresh = { startedAt: now, open: new Set<number>() };
    this.networks.set(network, fresh);
    return fresh;
  }
}

const anyNetwork = fc.constantFrom('a', 'b', 'c', 'd');
const anyStep = fc.record({
  do: fc.constantFrom('reserve', 'reserve', 'reserve', 'reserve', 'giveBack', 'complete', 'unlock'),
  network: anyNetwork,
  which: fc.nat(),
  later: fc.integer({ min: 1, max: 20 }),
});

describe('the rules of a lockout', () => {
  const tried = (times: number, network: string, before: Lockout | null = null, now = NOW) => {
    let lockout = before;
    const allowed: boolean[] = [];
    for (let time = 0; time < times; time += 1) {
      const made = reserve(lockout, 'id', network, RULES, now);
      lockout = made.lockout;
      allowed.push(made.reservation !== null);
    }
    return { lockout: lockout as Lockout, allowed };
  };

  it('refuse attempts past the budget of a network, and past that of all networks together [R11]', () => {
    const first = tried(3, 'a');
    expect(first.allowed).toEqual([true, true, false]);
    const second = tried(3, 'b', first.lockout);
    expect(second.allowed).toEqual([true, true, false]);
    expect(tried(1, 'c', second.lockout).allowed).toEqual([false]);
  });

  it('leave a known network its own budget if strangers have used up the rest [R14]', () => {
    const known = completed(null, 'id', 'home', RULES, NOW);
    const full = tried(2, 'b', tried(2, 'a', known).lockout).lockout;
    expect(tried(1, 'c', full).allowed).toEqual([false]);
    expect(tried(3, 'home', full).allowed).toEqual([true, true, false]);
  });

  it('forget a known network after 30 days', () => {
    const known = completed(null, 'id', 'home', RULES, NOW);
    const later = NOW + RULES.knownMs;
    const full = tried(2, 'b', tried(2, 'a', known, later - 1).lockout, later - 1).lockout;
    expect(tried(1, 'home', full, later - 1).allowed).toEqual([true]);
    expect(tried(1, 'home', full, later).allowed).toEqual([false]);
  });

  it('do not prolong a window by attempts within it, refused or not', () => {
    const { lockout } = tried(9, 'a', tried(1, 'a').lockout, NOW + 40);
    expect(tried(1, 'a', lockout, NOW + 49).allowed).toEqual([false]);
    expect(tried(1, 'a', lockout, NOW + 50).allowed).toEqual([true]);
  });

  it('count each refused attempt too, and write nothing for a login that changes nothing', () => {
    const { lockout } = tried(5, 'a');
    expect(lockout.refused).toBe(3);
    const known = completed(null, 'id', 'home', RULES, NOW);
    expect(completed(known, 'id', 'home', RULES, NOW + 3_599_999)).toBe(known);
    expect(completed(known, 'id', 'home', RULES, NOW + 3_600_000)).not.toBe(known);
  });

  it('take a network that a clock ahead made known for an unknown one, until its next login [R104]', () => {
    const ahead = completed(null, 'id', 'home', RULES, NOW + 60_001);
    expect(knows(ahead, 'home', RULES, NOW)).toBe(false);
    expect(reserve(ahead, 'id', 'home', RULES, NOW).isFromKnown).toBe(false);
    expect(reserve(ahead, 'id', 'away', RULES, NOW).lockout.networks.map(({ network }) => network)).toEqual(['away']);
    expect(knows(completed(ahead, 'id', 'home', RULES, NOW), 'home', RULES, NOW)).toBe(true);
    expect(knows(completed(null, 'id', 'home', RULES, NOW + 60_000), 'home', RULES, NOW)).toBe(true);
  });

  it('keep at most the latest 20 known networks, and no others but counted ones', () => {
    let lockout: Lockout | null = null;
    for (let n = 0; n < 2 * KNOWN_NETWORKS; n += 1) lockout = completed(lockout, 'id', `n${n}`, RULES, NOW + n);
    const names = lockout?.networks.map(({ network }) => network);
    expect(names).toEqual(Array.from({ length: KNOWN_NETWORKS }, (_, n) => `n${n + KNOWN_NETWORKS}`));
    const later = tried(1, 'x', lockout, NOW + RULES.knownMs + KNOWN_NETWORKS * 2).lockout;
    expect(later.networks.map(({ network }) => network)).toEqual(['x']);
  });

  it('compute when the document can be removed', () => {
    const { lockout } = tried(1, 'a');
    expect(lockout.expiresAt).toBe(NOW + RULES.windowMs);
    expect(completed(lockout, 'id', 'a', RULES, NOW).expiresAt).toBe(NOW + RULES.knownMs);
    expect(unlocked(lockout, RULES, NOW + 7)).toMatchObject({ networks: [], refused: 0, expiresAt: NOW + 7 });
  });

  it('allow exactly what the slow implementation allows', () => {
    const property = fc.property(fc.array(anyStep, { maxLength: 60 }), (steps) => {
      const naive = new NaiveLockout();
      const open: { mine: Reservation; naives: number }[] = [];
      let lockout: Lockout | null = null;
      let now = NOW;
      for (const step of steps) {
        now += step.later;
        if (step.do === 'reserve') {
          const made = reserve(lockout, 'id', step.network, RULES, now);
          const naives = naive.reserve(step.network, now);
          expect(made.reservation === null).toBe(naives === null);
          lockout = made.lockout;
          if (made.reservation && naives !== null) open.push({ mine: made.reservation, naives });
        } else if (step.do === 'giveBack') {
          const [attempt] = open.splice(step.which % Math.max(1, open.length), 1);
          if (!attempt || !lockout) continue;
          naive.giveBack(attempt.naives);
          lockout = giveBack(lockout, attempt.mine, RULES, now);
        } else if (step.do === 'complete') {
          naive.complete(step.network);
          lockout = completed(lockout, 'id', step.network, RULES, now);
        } else if (lockout) {
          naive.unlock();
          lockout = unlocked(lockout, RULES, now);
        }
      }
    });
    fc.assert(property, { numRuns: 1_000 });
  });
});
