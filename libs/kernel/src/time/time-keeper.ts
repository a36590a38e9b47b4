import { newId } from '../random/ids.js';
import type { Stored } from '../store/documents.js';
import type { Clock } from './clock.js';
import { PeriodicJobs } from './periodic-jobs.js';
import { SEEN_TIME_ID, type SeenTime, type SeenTimes } from './seen-time.js';
import { restAfter } from './system-clock.js';

/** How often the store sees the time, in milliseconds. */
const LOOK_MS = 60_000;

/** The store's time is so far from this process's (ahead of it: negative), in milliseconds. */
export type OnGap = (byMs: number) => void;

/**
 * Compares this process's time with the time that the store saw last, at the start and each minute. A gap makes what
 * cannot be undone wait, as a jump of the wall clock does ({@link restAfter}): at the start, the server was down, or the
 * clock is wrong now, or it was wrong before. While the process runs, another node has another time [R104].
 *
 * A wait goes on after a restart. A further gap at a start does not prolong it: a server that runs for an hour each week
 * would never come to an end of it.
 */
export class TimeKeeper {
  private readonly jobs: PeriodicJobs;
  /** What this node wrote last. Null: it has not written yet. */
  private written: Stored<SeenTime> | null = null;
  private apart = false;
  private readonly listeners: OnGap[] = [];

  constructor(
    private readonly store: SeenTimes,
    private readonly clock: Clock,
  ) {
    this.jobs = new PeriodicJobs(clock, { look: { everyMs: LOOK_MS, run: () => this.look() } });
  }

  /** Calls `listener` at each gap. */
  watch(listener: OnGap): void {
    this.listeners.push(listener);
  }

  /** Looks once, then each minute. Throws what the store throws at the first look. */
  async start(): Promise<void> {
    await this.look();
    this.jobs.start();
  }

  async stop(): Promise<void> {
    await this.jobs.stop();
  }

  /** Throws what the store throws. The next look tries again. */
  async look(): Promise<void> {
    const stored = await this.store.times.load(SEEN_TIME_ID);
    const now = this.clock.now();
    if (stored) this.compare(stored, now);
    const value = { id: SEEN_TIME_ID, at: now, restMs: this.clock.restMs };
    const landed = stored
      ? (await this.store.times.replace(value, stored.revision, newId())) === 'published'
      : (await this.store.times.insert(value, newId())) === 'inserted';
    if (landed) this.written = { revision: (stored?.revision ?? 0) + 1, value };
  }

  private compare({ value, revision }: Stored<SeenTime>, now: number): void {
    if (revision === this.written?.revision) return;
    // The other node counts on while nobody looks: a wait that is handed to and fro must come to its end.
    this.clock.rest(Math.max(0, value.restMs - (this.written ? 2 * LOOK_MS : 0)));
    const gap = this.written ? this.gapToOther(value.at, now) : now - value.at;
    const rest = restAfter(Math.abs(gap));
    if (this.written || value.restMs === 0) this.clock.rest(rest);
    if (rest > 0 && !this.apart) for (const listener of this.listeners) listener(gap);
    this.apart = rest > 0;
  }

  /** 0 if the other node wrote between this node's last look and now, as far as both clocks agree. */
  private gapToOther(at: number, now: number): number {
    const since = this.written?.value.at ?? now;
    if (at > now) return now - at;
    return at < since ? since - at : 0;
  }
}
