import { outcomeOf } from '../../domain/intent.js';
import type { AuditWriter } from '../appending/audit-writer.js';
import type { LostIntents } from './lost-intents.js';
import type { Orphan, OrphanedIntents } from './orphaned-intents.js';
import type { Settlements } from './settlements.js';
import type { SweepPlace } from './sweep-place.js';

/** How many intents are settled at the same time. */
const AT_ONCE = 16;

/** Records the outcome of each intent that no node will close any more [R69]. Only one node sweeps at a time. */
export class Sweeper {
  private stopped = false;

  constructor(
    private readonly place: SweepPlace,
    private readonly orphaned: OrphanedIntents,
    private readonly lost: LostIntents,
    private readonly writer: AuditWriter,
    private readonly settlements: Settlements,
  ) {}

  /** Runs one sweep. Throws what the log and the leases throw. */
  async sweep(): Promise<void> {
    if (this.stopped) return;
    if (!(await this.place.hold())) {
      this.lost.forget();
      return;
    }
    const orphans = [...(await this.orphaned.adopt())];
    try {
      while (orphans.length > 0 && !this.stopped && (await this.place.hold())) {
        await Promise.all(orphans.splice(0, AT_ONCE).map((orphan) => this.settle(orphan)));
      }
    } finally {
      for (const { watched } of orphans) watched.release();
    }
  }

  /** A sweep that is under way ends after the intents that it has begun. */
  stop(): void {
    this.stopped = true;
  }

  private async settle({ intent, watched }: Orphan): Promise<void> {
    const outcome = await this.settlements.ask(intent.leaf);
    if (outcome === null) return watched.release();
    // If the record misses its deadline, the writer keeps it and writes it as soon as it can.
    try {
      await this.writer.append(outcomeOf(intent, outcome), { kind: 'outcome', watched }).catch(() => null);
    } catch (error) {
      watched.release();
      throw error;
    }
  }
}
