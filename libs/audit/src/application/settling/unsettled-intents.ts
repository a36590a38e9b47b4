import { type Clock, Pauses } from '#kernel';
import { type Intent, outcomeOf } from '../../domain/intent.js';
import type { AuditWriter } from '../appending/audit-writer.js';
import type { AuditTimings } from '../timings.js';
import type { Settled, Settlements } from './settlements.js';
import type { WatchedIntent } from './watched-intents.js';

/** More intents than this are not kept in memory: a sweep finds them in the log. */
const MOST_INTENTS = 10_000;

/** This process's intents whose outcome is open. Their settlements are asked until the outcome is in the log. */
export class UnsettledIntents {
  private readonly pauses: Pauses;
  private readonly open = new Set<Promise<void>>();
  private stopped = false;

  constructor(
    private readonly writer: AuditWriter,
    private readonly settlements: Settlements,
    clock: Clock,
    private readonly timings: AuditTimings,
  ) {
    this.pauses = new Pauses(clock);
  }

  /** Takes over the intent, and later releases it. */
  add(intent: Intent, watched: WatchedIntent): void {
    if (this.stopped || this.open.size >= MOST_INTENTS) {
      watched.release();
      return;
    }
    const settling = this.settle(intent, watched).finally(() => this.open.delete(settling));
    this.open.add(settling);
  }

  /** Starts no further settlement. Resolves when those under way have ended. A sweep settles the rest. */
  async stop(): Promise<void> {
    this.stopped = true;
    this.pauses.end();
    await Promise.all(this.open);
  }

  private async settle(intent: Intent, watched: WatchedIntent): Promise<void> {
    const outcome = await this.askUntilTold(intent);
    if (outcome === null) return watched.release();
    // If the record misses its deadline, the writer keeps it and writes it as soon as it can.
    await this.writer.append(outcomeOf(intent, outcome), { kind: 'outcome', watched }).catch(() => null);
  }

  private async askUntilTold(intent: Intent): Promise<Settled | null> {
    for (let pause = this.timings.retryLongest; ; pause = Math.min(pause * 2, this.timings.settle)) {
      const outcome = await this.settlements.ask(intent.leaf);
      if (outcome !== null || this.stopped) return outcome;
      await this.pauses.sleep(pause);
    }
  }
}
