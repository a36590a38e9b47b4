import type { Clock } from '#kernel';
import { outcomeOf } from '../../domain/intent.js';
import type { NodeLeases } from '../../ports/audit-log.js';
import type { AuditWriter } from '../appending/audit-writer.js';
import type { AuditTimings } from '../timings.js';
import type { Orphan, OrphanedIntents } from './orphaned-intents.js';
import type { Settlements } from './settlements.js';

const AT_ONCE = 16;

/** Gives every intent that nobody will close any more its outcome [R69]. One node at a time sweeps. */
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

  /** One sweep; throws what the log and the leases throw. */
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

  /** The sweep under way ends after what it has begun. */
  stop(): void {
    this.stopped = true;
  }

  private holdsPlace(): Promise<boolean> {
    const now = this.clock.now();
    return this.leases.holdSweep(this.node, now, now + this.timings.lease);
  }

  private async settle({ leaf, watched }: Orphan): Promise<void> {
    const outcome = await this.settlements.ask(leaf);
    if (outcome === null) return watched.release();
    // Refused at its deadline, the record stays with the writer, which writes it as soon as it can.
    await this.writer.append(outcomeOf(leaf, outcome), { kind: 'outcome', watched }).catch(() => null);
  }
}
