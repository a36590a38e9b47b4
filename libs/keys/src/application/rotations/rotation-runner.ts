import { Injectable } from '@nestjs/common';
import { Clock, newId, PeriodicJobs, type Stored } from '#kernel';
import { MASTER_RING } from '../../domain/key-ring.js';
import type { Rotation } from '../../domain/rotation.js';
import { RotationStore } from '../../ports/rotation.store.js';
import { HeldRotation } from './held-rotation.js';
import { MisdatedRotations } from './misdated-rotations.js';
import { RotationSteps } from './rotation-steps.js';

/** How often due rotations are searched for, in milliseconds. Also the first pause after a failure. */
const LOOK_MS = 1_000;
/** How often times that are too late are searched for, in milliseconds. */
const DATES_MS = 15_000;
/** How many due rotations one search reads at most. */
const LOOK_AT = 50;
/** How many rotations of rings a process works on at the same time, beside one of the master key. */
const RINGS_AT_ONCE = 4;
/** The longest pause after a failure, in milliseconds. */
const LONGEST_PAUSE_MS = 30_000;

/** Called with the ring whose rotation failed and the error's name, never its message: it may quote a driver. */
export type StepFailed = (ring: string, errorName: string) => void;

/**
 * Works on rotations that are due, whichever node they were requested on. A step that failed is tried again after 1, 2,
 * 4 ... 30 s. May be started only where every feature that keeps sealed values has registered: a ring's rotation ends
 * when no holder finds anything under an older version.
 */
@Injectable()
export class RotationRunner {
  private readonly worker = newId();
  private readonly working = new Map<string, { readonly ring: string; readonly ended: Promise<void> }>();
  private readonly failures = new Map<string, { readonly count: number; readonly until: number }>();
  private readonly jobs: PeriodicJobs;
  private stopped = false;
  private failed: StepFailed = () => {};

  constructor(
    private readonly store: RotationStore,
    private readonly steps: RotationSteps,
    private readonly misdated: MisdatedRotations,
    private readonly clock: Clock,
  ) {
    this.jobs = new PeriodicJobs(clock, {
      look: { everyMs: LOOK_MS, run: () => this.look() },
      dates: { everyMs: DATES_MS, run: () => this.misdated.run() },
    });
  }

  /** Looks every second for rotations that are due. `failed` is called for each step that failed. */
  start(failed: StepFailed): void {
    this.failed = failed;
    // A failed look is not reported: it fails only while the store does not answer, and the next look tries again.
    this.jobs.start();
  }

  /** Looks now, beside a periodic look that is under way: that one may have read the store too early. */
  wake(): void {
    void this.look().catch(() => {});
  }

  /** Resolves when this process works on nothing any more. A rotation that is under way ends with its present step. */
  async stop(): Promise<void> {
    this.stopped = true;
    await this.jobs.stop();
    await this.idle();
  }

  /** Begins the rotations that are due and that this process may take. Throws what the store throws. */
  async look(): Promise<void> {
    if (this.stopped) return;
    const now = this.clock.now();
    const [master, due] = await Promise.all([this.store.running(MASTER_RING), this.store.due(now, LOOK_AT)]);
    // The master key's rotation is never behind the rings that wait, however many they are.
    if (master && this.isDue(master.value) && master.value.workerUntil <= now) due.unshift(master);
    for (const stored of due) if (this.mayBegin(stored.value)) this.begin(stored);
  }

  /** Resolves when each rotation that is under way now has ended or waits for a later time. */
  async idle(): Promise<void> {
    await Promise.all([...this.working.values()].map(({ ended }) => ended));
  }

  private mayBegin({ id, ring }: Rotation): boolean {
    if (this.stopped || this.working.has(id)) return false;
    if ((this.failures.get(id)?.until ?? 0) > this.clock.now()) return false;
    const rings = [...this.working.values()].map((one) => one.ring);
    if (rings.includes(ring)) return false;
    return ring === MASTER_RING || rings.filter((one) => one !== MASTER_RING).length < RINGS_AT_ONCE;
  }

  private begin(stored: Stored<Rotation>): void {
    const { id, ring } = stored.value;
    const ended = this.work(stored)
      .catch((error: unknown) => void this.note(id, ring, error))
      .finally(() => this.working.delete(id));
    this.working.set(id, { ring, ended });
  }

  private async work(stored: Stored<Rotation>): Promise<void> {
    const held = await HeldRotation.take(this.store, this.clock, this.worker, stored);
    if (!held) return;
    try {
      while (!this.stopped && this.isDue(held.rotation)) await this.steps.next(held);
      this.failures.delete(held.rotation.id);
      await held.release();
    } catch (error) {
      const { id, ring } = stored.value;
      const nextAt = this.clock.now() + this.note(id, ring, error);
      await held.release({ ...held.rotation, nextAt });
    }
  }

  private isDue({ nextAt }: Rotation): boolean {
    return nextAt !== null && nextAt <= this.clock.now();
  }

  /** Reports the failure. Returns the pause before the next try, in milliseconds. */
  private note(id: string, ring: string, error: unknown): number {
    const count = (this.failures.get(id)?.count ?? 0) + 1;
    const pause = Math.min(LOOK_MS * 2 ** (count - 1), LONGEST_PAUSE_MS);
    this.failures.set(id, { count, until: this.clock.now() + pause });
    this.failed(ring, error instanceof Error ? error.name : typeof error);
    return pause;
  }
}
