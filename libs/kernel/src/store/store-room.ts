import type { Clock } from '../time/clock.js';
import { PeriodicJobs } from '../time/periodic-jobs.js';
import type { StoreEngine } from './engine.js';

/**
 * - `ample`: nothing to do.
 * - `low`: less than four times the reserve is free. Everything works; the operator is warned.
 * - `reserve`: only what frees room, reads, or lets administrators in.
 * - `last`: less than an eighth of the reserve. Of the reads, only lists, the audit, and those of one's own account.
 */
export type Room = 'ample' | 'low' | 'reserve' | 'last';

const LOOK_MS = 1_000;
const LOW = 4;
const LAST = 1 / 8;

/** Watches how much room the store has [R101]. The present answer is in memory, for every request. */
export class StoreRoom {
  private room: Room = 'ample';
  private readonly jobs: PeriodicJobs;

  /** `reserveBytes`: 0 switches it off. `onChange` gets each new state, and the free bytes. */
  constructor(
    private readonly engine: Pick<StoreEngine, 'freeBytes'>,
    clock: Clock,
    private readonly reserveBytes: number,
    private readonly onChange: (room: Room, freeBytes: number) => void = () => {},
  ) {
    this.jobs = new PeriodicJobs(clock, { look: { everyMs: LOOK_MS, run: () => this.look() } });
  }

  get state(): Room {
    return this.room;
  }

  /** True in `reserve` and in `last`. */
  get isShort(): boolean {
    return this.room === 'reserve' || this.room === 'last';
  }

  /** Looks once, then each second. A look that fails changes nothing: readiness reports the store. */
  async start(): Promise<void> {
    if (this.reserveBytes === 0) return;
    await this.look().catch(() => {});
    this.jobs.start();
  }

  async stop(): Promise<void> {
    await this.jobs.stop();
  }

  /** Asks the store. */
  async look(): Promise<void> {
    const free = await this.engine.freeBytes();
    if (free === null) return;
    const room = roomOf(free, this.reserveBytes);
    if (room === this.room) return;
    this.room = room;
    this.onChange(room, free);
  }
}

function roomOf(free: number, reserve: number): Room {
  if (free < reserve * LAST) return 'last';
  if (free < reserve) return 'reserve';
  return free < reserve * LOW ? 'low' : 'ample';
}
