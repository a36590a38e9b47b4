import { uptime } from 'node:os';
import { Clock, type OnJump } from './clock.js';

/** A larger difference between wall clock and elapsed time is a jump. Smaller ones come from time daemons. */
const JUMP_MS = 60_000;
/** The wall clock has to keep to a jump ahead for so long before the clock follows it. Time daemons look more often. */
export const FOLLOW_AFTER_MS = 600_000;

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** A smaller difference to a stored time is no reason to wait. */
const LITTLE_MS = 600_000;

/**
 * How long what cannot be undone waits after the time changed by `byMs`, in milliseconds. A change of a day or more
 * waits for a day, so that somebody sees the warning: it can end a retention of days. A smaller one waits for an hour.
 */
export function restAfter(byMs: number): number {
  if (byMs < LITTLE_MS) return 0;
  return byMs < DAY_MS ? HOUR_MS : DAY_MS;
}

/** Where the time comes from, in milliseconds. */
export interface TimeSources {
  wall(): number;
  /** Counts while the process runs. */
  monotonic(): number;
  /** Counts on while the machine sleeps, too. */
  uptime(): number;
}

const MACHINE: TimeSources = {
  wall: () => Date.now(),
  monotonic: () => performance.now(),
  uptime: () => uptime() * 1_000,
};

/**
 * The time of the machine, without its jumps:
 *
 * - The wall clock steps back: the time goes on by the monotonic clock, so what has expired stays expired until the
 *   process ends.
 * - The wall clock jumps ahead: the time goes on by the monotonic clock, too. If the wall clock keeps to the jump for
 *   {@link FOLLOW_AFTER_MS}, the time follows it.
 * - The machine slept: the wall clock went ahead by the time of the sleep, and the time follows it at once.
 *
 * `isSettled` is false while the two clocks disagree, and for the time of {@link restAfter} after each jump. Each
 * jump is told once.
 */
export class SystemClock extends Clock {
  private readonly listeners: OnJump[] = [];
  private mark: number;
  private markedAt: number;
  /** By how much the wall clock is ahead (back: negative), and since when. Null: the clocks agree. */
  private jump: { readonly by: number; readonly since: number } | null = null;
  private asleep: number;
  private restUntil = Number.NEGATIVE_INFINITY;

  constructor(private readonly sources: TimeSources = MACHINE) {
    super();
    this.mark = sources.wall();
    this.markedAt = sources.monotonic();
    this.asleep = sources.uptime() - this.markedAt;
  }

  now(): number {
    const elapsed = this.sources.monotonic();
    const wall = this.sources.wall();
    const carried = this.mark + (elapsed - this.markedAt);
    this.mark = this.follows(wall - carried, elapsed) ? Math.max(wall, carried) : carried;
    this.markedAt = elapsed;
    return Math.floor(this.mark);
  }

  override wall(): number {
    return this.sources.wall();
  }

  /** By how much the wall clock is ahead of this clock (behind: negative), in milliseconds. 0: they agree. */
  get disagreement(): number {
    this.now();
    return Math.round(this.jump?.by ?? 0);
  }

  override get restMs(): number {
    this.now();
    const rest = Math.max(0, this.restUntil - this.markedAt);
    return this.jump ? Math.max(rest, restAfter(Math.abs(this.jump.by)), 1) : rest;
  }

  override watch(listener: OnJump): void {
    this.listeners.push(listener);
  }

  override rest(milliseconds: number): void {
    this.restUntil = Math.max(this.restUntil, this.sources.monotonic() + milliseconds);
  }

  /** Whether the time follows a wall clock that is `by` ahead of it. */
  private follows(by: number, elapsed: number): boolean {
    if (Math.abs(by) <= JUMP_MS) {
      this.jump = null;
      return true;
    }
    if (this.slept(by)) return true;
    if (!this.jump || Math.abs(by - this.jump.by) > JUMP_MS) this.note(by, elapsed);
    if (by < 0 || elapsed - (this.jump?.since ?? elapsed) < FOLLOW_AFTER_MS) return false;
    this.jump = null;
    return true;
  }

  /** Whether the wall clock is ahead because the machine slept, since the last time that this was true. */
  private slept(by: number): boolean {
    if (by < 0) return false;
    const asleep = this.sources.uptime() - this.sources.monotonic();
    if (Math.abs(asleep - this.asleep - by) > JUMP_MS) return false;
    this.asleep = asleep;
    this.jump = null;
    return true;
  }

  private note(by: number, elapsed: number): void {
    this.jump = { by, since: elapsed };
    this.rest(restAfter(Math.abs(by)));
    for (const listener of this.listeners) listener(Math.round(by));
  }
}
