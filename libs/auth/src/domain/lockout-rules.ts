import { hasEnded } from '#kernel';
import { endOfRun } from './code-run.js';
import type { AttemptWindow, Lockout, NetworkAttempts } from './lockout.js';

export interface LockoutRules {
  /** Attempts from one network within a window, at most. */
  readonly perNetwork: number;
  /** Attempts from all unknown networks together within a window, at most. */
  readonly perAccount: number;
  readonly windowMs: number;
  /** How long a network is known after a complete login. */
  readonly knownMs: number;
}

/** The windows in which an attempt was counted. They are needed to give it back. */
export interface Reservation {
  readonly network: string;
  readonly networkWindow: number;
  /** Null: the network is known, so the attempt does not count in the total. */
  readonly totalWindow: number | null;
}

export interface Reserved {
  readonly lockout: Lockout;
  /** Null: refused. */
  readonly reservation: Reservation | null;
  /** Whether the account knows the network. */
  readonly isFromKnown: boolean;
}

/** Known networks of one account, at most. Past that, the one with the oldest login is dropped. */
export const KNOWN_NETWORKS = 20;
/**
 * A network that was remembered this recently, in milliseconds, is not written again. So `knownUntil` is exact to the
 * hour.
 */
const REMEMBERED_MS = 3_600_000;
const NO_ATTEMPTS: AttemptWindow = { count: 0, startedAt: 0 };

/**
 * Counts an attempt before it is checked, or refuses it. A known network has its own budget, which other networks
 * cannot use up [R14]. A refused attempt does not prolong a window. `now` in milliseconds since 1970.
 *
 * @example reserve(null, id, network, rules, now).reservation // not null: the first attempt is always allowed
 */
export function reserve(
  before: Lockout | null,
  id: string,
  network: string,
  rules: LockoutRules,
  now: number,
): Reserved {
  const lockout = before ?? emptyLockout(id, now);
  const { knownUntil, ...seen } = entryOf(lockout, network);
  const attempts = presentWindow(seen, rules, now);
  const total = presentWindow(lockout.total, rules, now);
  const isKnown = isKnownUntil(knownUntil, rules, now);
  if (attempts.count >= rules.perNetwork || (!isKnown && total.count >= rules.perAccount)) {
    return {
      lockout: tidied({ ...lockout, refused: lockout.refused + 1 }, rules, now),
      reservation: null,
      isFromKnown: isKnown,
    };
  }
  const counted = { ...withCount(attempts, 1), network, knownUntil };
  const after = { ...withEntry(lockout, counted), total: isKnown ? total : withCount(total, 1) };
  const totalWindow = isKnown ? null : total.startedAt;
  const reservation = { network, networkWindow: attempts.startedAt, totalWindow };
  return { lockout: tidied(after, rules, now), reservation, isFromKnown: isKnown };
}

/** Takes back an attempt that was right. A window that has ended or was cleared meanwhile does not change. */
export function giveBack(lockout: Lockout, reservation: Reservation, rules: LockoutRules, now: number): Lockout {
  const entry = entryOf(lockout, reservation.network);
  const returned = { ...entry, ...withoutOne(entry, reservation.networkWindow) };
  const total = withoutOne(lockout.total, reservation.totalWindow);
  return tidied({ ...withEntry(lockout, returned), total }, rules, now);
}

/**
 * Records a complete login from `network`: clears its count and makes it known. The total does not change, so that
 * other networks gain no new budget. Returns `before` itself if there is nothing to write.
 */
export function completed(
  before: Lockout | null,
  id: string,
  network: string,
  rules: LockoutRules,
  now: number,
): Lockout {
  const lockout = before ?? emptyLockout(id, now);
  const { count, knownUntil } = entryOf(lockout, network);
  const until = now + rules.knownMs;
  const isRecent = isKnownUntil(knownUntil, rules, now) && knownUntil > until - REMEMBERED_MS;
  if (count === 0 && isRecent) return lockout;
  return tidied(withEntry(lockout, { network, ...NO_ATTEMPTS, knownUntil: until }), rules, now);
}

/** Clears every attempt and every wrong code. Known networks stay known. */
export function unlocked(lockout: Lockout, rules: LockoutRules, now: number): Lockout {
  const networks = lockout.networks.map((entry) => ({ ...entry, ...NO_ATTEMPTS }));
  return tidied({ ...lockout, networks, total: NO_ATTEMPTS, refused: 0, codeRun: null }, rules, now);
}

/** Whether the network is known at `now`. */
export function knows(lockout: Lockout | null, network: string, rules: LockoutRules, now: number): boolean {
  return lockout !== null && isKnownUntil(entryOf(lockout, network).knownUntil, rules, now);
}

function isKnownUntil(knownUntil: number, { knownMs }: LockoutRules, now: number): boolean {
  return !hasEnded(knownUntil, knownMs, now);
}

function emptyLockout(id: string, now: number): Lockout {
  return { id, networks: [], total: NO_ATTEMPTS, refused: 0, codeRun: null, expiresAt: now };
}

function entryOf({ networks }: Lockout, network: string): NetworkAttempts {
  return networks.find((entry) => entry.network === network) ?? { network, ...NO_ATTEMPTS, knownUntil: 0 };
}

function withEntry(lockout: Lockout, entry: NetworkAttempts): Lockout {
  return { ...lockout, networks: [...lockout.networks.filter(({ network }) => network !== entry.network), entry] };
}

/** The window of an attempt that is made now. An ended window is replaced by a new, empty one. */
function presentWindow(attempts: AttemptWindow, rules: LockoutRules, now: number): AttemptWindow {
  return counts(attempts, rules, now) ? attempts : { count: 0, startedAt: now };
}

function counts({ count, startedAt }: AttemptWindow, { windowMs }: LockoutRules, now: number): boolean {
  return count > 0 && !hasEnded(startedAt + windowMs, windowMs, now);
}

function withCount({ count, startedAt }: AttemptWindow, more: number): AttemptWindow {
  return { count: count + more, startedAt };
}

function withoutOne({ count, startedAt }: AttemptWindow, reservedIn: number | null): AttemptWindow {
  return { count: startedAt === reservedIn ? Math.max(0, count - 1) : count, startedAt };
}

/** Drops ended windows, networks that are no longer known and a run that is too old, and computes `expiresAt`. */
function tidied(lockout: Lockout, rules: LockoutRules, now: number): Lockout {
  const known = lockout.networks.filter(({ knownUntil }) => isKnownUntil(knownUntil, rules, now));
  known.sort((a, b) => b.knownUntil - a.knownUntil);
  const kept = new Set(known.slice(0, KNOWN_NETWORKS));
  const networks = lockout.networks
    .map((entry) => ({
      ...entry,
      ...(counts(entry, rules, now) ? {} : NO_ATTEMPTS),
      knownUntil: kept.has(entry) ? entry.knownUntil : 0,
    }))
    .filter(({ count, knownUntil }) => count > 0 || knownUntil > 0);
  const total = counts(lockout.total, rules, now) ? lockout.total : NO_ATTEMPTS;
  const ends = [...networks, total].map(({ count, startedAt }) => (count > 0 ? startedAt + rules.windowMs : now));
  const codeRun = endOfRun(lockout.codeRun) > now ? lockout.codeRun : null;
  const expiresAt = Math.max(...ends, ...networks.map(({ knownUntil }) => knownUntil), endOfRun(codeRun));
  return { ...lockout, networks, total, codeRun, expiresAt };
}
