import type { AuditLines, SweepPlace } from '#audit';
import { type Clock, PeriodicJobs } from '#kernel';
import { BATCH_BOUNDS, type BatchBounds, STREAM_TIMINGS, type StreamTimings } from '../domain/stream-bounds.js';
import { type AuditReceiver, ReceiverFailed } from '../ports/audit-receiver.js';
import type { StreamAlarm } from '../ports/stream-alarm.js';
import type { StreamProgress } from '../ports/stream-progress.js';
import { nextBatch } from './batches.js';
import { type Lag, StreamLag } from './stream-lag.js';
import { WakeablePause } from './wakeable-pause.js';

export interface StreamParts {
  readonly lines: AuditLines;
  readonly progress: StreamProgress;
  readonly receiver: AuditReceiver;
  readonly place: Pick<SweepPlace, 'hold'>;
  readonly alarm: StreamAlarm;
  readonly clock: Clock;
  readonly timings?: StreamTimings;
  readonly bounds?: BatchBounds;
}

/** What a turn found: more than one batch holds, nothing more for now, or that it failed. */
type Turn = 'more' | 'done' | 'failed';

/**
 * Hands the trail on, batch by batch, from the number that was acknowledged last. The next batch is sent when this one is
 * acknowledged in the store. So a kill at any moment repeats a batch and leaves none out.
 */
export class AuditStream {
  private readonly pause: WakeablePause;
  private readonly ended = new AbortController();
  private readonly lag: StreamLag;
  private readonly looks: PeriodicJobs;
  private readonly timings: StreamTimings;
  private readonly bounds: BatchBounds;
  private running: Promise<void> | null = null;
  private stopped = false;
  private failures = 0;

  constructor(private readonly parts: StreamParts) {
    const { lines, progress, clock, timings = STREAM_TIMINGS, bounds = BATCH_BOUNDS } = parts;
    this.timings = timings;
    this.bounds = bounds;
    this.pause = new WakeablePause(clock);
    this.lag = new StreamLag(lines, progress, clock);
    this.looks = new PeriodicJobs(clock, { lag: { everyMs: timings.lag, run: () => this.lag.look() } });
  }

  /** How far the receiver is behind, at the last look of this node. Null: it has not looked yet. */
  get behind(): Lag | null {
    return this.lag.value;
  }

  start(): void {
    this.running ??= this.run();
    this.looks.start();
  }

  /** There are new records. Returns at once. */
  wake(): void {
    this.pause.wake();
  }

  /**
   * Sends what is in the log by now, for 1.5 s at most, and ends. What the receiver has not acknowledged by then is sent
   * after the next start.
   */
  async stop(): Promise<void> {
    this.stopped = true;
    this.pause.end();
    const late = this.parts.clock.sleep(this.timings.stop).then(() => this.ended.abort());
    await Promise.race([late, Promise.all([this.running, this.looks.stop()])]);
  }

  private async run(): Promise<void> {
    for (let isLast = false; ; isLast = this.stopped) {
      let turn = await this.turn();
      while (turn === 'more') turn = await this.turn();
      if (isLast) return;
      if (turn === 'failed') {
        await this.pause.sleep(this.retryPause());
      } else {
        await this.pause.untilWoken(this.timings.tick);
        await this.pause.sleep(this.timings.gather);
      }
    }
  }

  private retryPause(): number {
    return Math.min(this.timings.retry * 2 ** (this.failures - 1), this.timings.retryLongest);
  }

  /** One batch at most. Never throws. */
  private async turn(): Promise<Turn> {
    try {
      if (!(await this.parts.place.hold())) return 'done';
      const turn = await this.hand();
      if (this.failures > 0 && turn !== null) this.parts.alarm.tell('the audit stream goes on');
      if (turn !== null) this.failures = 0;
      return turn ?? 'done';
    } catch (error) {
      if (!this.stopped) this.failed(error);
      return 'failed';
    }
  }

  /** Null: there was nothing to send. */
  private async hand(): Promise<'more' | 'done' | null> {
    const { lines, progress, receiver } = this.parts;
    const batch = await nextBatch(lines.from((await progress.acknowledged()) + 1), this.bounds);
    if (batch === null) return null;
    this.ended.signal.throwIfAborted();
    await receiver.send(batch.lines, this.ended.signal);
    await progress.acknowledge(batch.last);
    return batch.isFull ? 'more' : 'done';
  }

  private failed(error: unknown): void {
    this.failures = Math.min(this.failures + 1, 32);
    if (this.failures > 1) return;
    const why = error instanceof ReceiverFailed ? error.message : error instanceof Error ? error.name : 'unknown';
    this.parts.alarm.warn(`the audit stream waits and tries again: ${why}`);
  }
}
