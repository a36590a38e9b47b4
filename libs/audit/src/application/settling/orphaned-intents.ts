import { type Clock, hasEnded, LeaseWatch } from '#kernel';
import { type Intent, intentKey, type OpenIntent } from '../../domain/intent.js';
import type { Leaf } from '../../domain/record.js';
import type { AuditLog, NodeLeases } from '../../ports/audit-log.js';
import type { LostIntents } from './lost-intents.js';
import type { Settlements } from './settlements.js';
import type { WatchedIntent, WatchedIntents } from './watched-intents.js';

/** How many open intents are read at a time. */
const INTENTS_A_LOOK = 1_000;

/**
 * An intent of a type that this process cannot settle is left to other processes for so long, in milliseconds. A
 * command-line process knows fewer features than the server.
 */
const LEFT_TO_OTHERS_MS = 60_000;

/** An intent that no node will close any more, and that this node watches now. */
export interface Orphan {
  readonly intent: Intent;
  readonly watched: WatchedIntent;
}

/** Finds the open intents of dead nodes, and those of this node that it no longer works on. */
export class OrphanedIntents {
  private readonly lives: LeaseWatch;

  constructor(
    private readonly node: string,
    private readonly log: AuditLog,
    private readonly leases: NodeLeases,
    private readonly watched: WatchedIntents,
    private readonly lost: LostIntents,
    private readonly settlements: Settlements,
    private readonly clock: Clock,
    leaseMs: number,
  ) {
    this.lives = new LeaseWatch(clock, leaseMs);
  }

  /**
   * Watches the orphans and returns them. The caller closes or releases each. The log is read twice: an intent may have
   * been closed by another node before this node watched it.
   */
  async adopt(): Promise<readonly Orphan[]> {
    const adopted = await this.watchAbandoned(await this.open());
    if (adopted.size === 0) return [];
    const orphans: Orphan[] = [];
    try {
      for (const intent of await this.open()) {
        const watched = adopted.get(intent.seq);
        if (watched) orphans.push({ intent, watched });
        adopted.delete(intent.seq);
      }
    } finally {
      for (const watched of adopted.values()) watched.release();
    }
    return orphans;
  }

  private async open(): Promise<readonly OpenIntent[]> {
    return this.lost.readable(await this.log.openIntents(INTENTS_A_LOOK));
  }

  private async watchAbandoned(intents: readonly OpenIntent[]): Promise<Map<number, WatchedIntent>> {
    const gone = await this.goneAmong(new Set(intents.map(({ leaf }) => leaf.node)));
    const adopted = new Map<number, WatchedIntent>();
    for (const { seq, leaf } of intents) {
      if (!gone.has(leaf.node) || this.isLeftToOthers(leaf)) continue;
      const watched = this.watched.watch(intentKey(leaf), leaf.node !== this.node);
      if (watched) adopted.set(seq, watched);
    }
    return adopted;
  }

  /**
   * The nodes without a lease, and those that do not renew it any more. This node counts as one of them: the intents
   * that it works on are watched.
   */
  private async goneAmong(nodes: ReadonlySet<string>): Promise<ReadonlySet<string>> {
    const leases = new Map<string, number>();
    for (const node of nodes) {
      const end = node === this.node ? null : await this.leases.endOf(node);
      if (end !== null) leases.set(node, end);
    }
    const ended = this.lives.look(leases);
    return new Set([...nodes].filter((node) => !leases.has(node) || ended.has(node)));
  }

  private isLeftToOthers({ resource_type, at }: Leaf): boolean {
    if (this.settlements.has(resource_type)) return false;
    return !hasEnded(Date.parse(at) + LEFT_TO_OTHERS_MS, LEFT_TO_OTHERS_MS, this.clock.now());
  }
}
