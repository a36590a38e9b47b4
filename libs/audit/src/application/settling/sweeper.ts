import type { Clock } from '#kernel';
import { outcomeOf } from '../../domain/intent.js';
import type { NodeLeases } from '../../ports/audit-log.js';
import type { AuditWriter } from '../appending/audit-writer.js';
import type { AuditTimings } from '../timings.js';
import type { Orphan, OrphanedIntents } from './orphaned-intents.js';
import type { Settlements } from './settlements.js';

/** How many intents are settled at the same time. */
const AT_ONCE = 16;

/** Records the outcome of each intent that no node will close any more [R69]. Only one node sweeps at a time. */
export class Sweeper {
  private stopped = false;

  constructor(
    private readonly node: string,
    private readonly leases: NodeLeases,
    private readonly orphaned: OrphanedIntents,
    private readonly writer: AuditWriter,
    private readonly settlements: Settlements,
    private readonly clock: Clock,
    private readonly timings: AuditTimings,
  ) {}

  /** Runs one sweep. Throws what the log and the leases throw. */
  async sweep(): Promise<void> {
    if (this.stopped || !(await this.holdsPlace())) return;
    const orphans = [...(await this.orphaned.adopt())];
    try {
      while (orphans.length > 0 && !this.stopped && (await this.holdsPlace())) {
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

  private holdsPlace(): Promise<boolean> {
    const now = this.clock.now();
    return this.leases.holdSweep(this.node, now, now + this.timings.lease);
  }

  private async settle({ intent, watched }: Orphan): Promise<void> {
    const outcome = await this.settlements.ask(intent.leaf);
    if (outcome === null) return watched.release();
    // If the record misses its deadline, the writer keeps it and writes it as soon as it can.
    await this.writer.append(outcomeOf(intent, outcome), { kind: 'outcome', watched }).catch(() => null);
  }
}
