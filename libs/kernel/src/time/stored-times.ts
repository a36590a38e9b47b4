import type { Clock } from './clock.js';

/** How far the clocks of two nodes, or of a node before and after its restart, may be apart, in milliseconds. */
export const CLOCKS_APART_MS = 60_000;

/**
 * Whether a stored time lies further ahead than clocks may be apart: it comes from a clock that was ahead.
 *
 * @example
 * isAhead(session.createdAt, clock.now()); // true: the session was opened while the clock was ahead
 */
export function isAhead(at: number, now: number, apart = CLOCKS_APART_MS): boolean {
  return at > now + apart;
}

/**
 * Whether a stored span of `lengthMs` that ends at `until` is over. A span that would begin in the future is over, too:
 * a clock that was ahead wrote it, and it would outlive its length [R104].
 *
 * @example
 * hasEnded(attempts.startedAt + windowMs, windowMs, clock.now());
 */
export function hasEnded(until: number, lengthMs: number, now: number): boolean {
  return until <= now || isAhead(until - lengthMs, now);
}

/**
 * Tells which leases of other processes have run out, by watching them and not by comparing clocks: a lease that was
 * not renewed for its whole length has ended, whatever time is written in it. So a process whose clock is wrong is
 * neither taken for dead while it renews, nor for alive when it no longer does [R104].
 */
export class LeaseWatch {
  private seen = new Map<string, { readonly mark: number; readonly since: number }>();

  constructor(
    private readonly clock: Clock,
    private readonly lengthMs: number,
  ) {}

  /**
   * Looks at all leases that there are now: by name, a mark that each renewal changes. Returns the names of those that
   * have ended. A lease that is seen for the first time has not.
   */
  look(leases: ReadonlyMap<string, number>): ReadonlySet<string> {
    const now = this.clock.now();
    const ended = new Set<string>();
    const seen = new Map<string, { readonly mark: number; readonly since: number }>();
    for (const [name, mark] of leases) {
      const before = this.seen.get(name);
      const since = before?.mark === mark ? before.since : now;
      seen.set(name, { mark, since });
      if (now - since >= this.lengthMs) ended.add(name);
    }
    this.seen = seen;
    return ended;
  }
}
