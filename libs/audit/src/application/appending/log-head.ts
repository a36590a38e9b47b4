import type { Clock, Pauses } from '#kernel';
import { parseLeaf } from '../../domain/leaf.js';
import type { AuditLog } from '../../ports/audit-log.js';
import type { WatchedIntents } from '../settling/watched-intents.js';

/** How many records of other nodes are read at a time. */
const RECORDS_A_READ = 1_000;

/** For so long after a record of another node, in milliseconds, further ones are expected. */
const COMPANY_MS = 1_000;

/**
 * A node that appends without a pause waits once in this time, in milliseconds, so that others can append. Otherwise it
 * would never notice a node that loses every race.
 */
const LISTEN_EVERY_MS = 250;

/** Bounds of the commit time that is assumed, in milliseconds. */
const SHORTEST_COMMIT_MS = 1;
const LONGEST_COMMIT_MS = 50;
/** The weight of the newest commit in the moving average. */
const NEWEST_WEIGHT = 0.2;

/** Knows the next number of the log, and shares the log fairly when several nodes append. */
export class LogHead {
  private head: number | null = null;
  private stale = false;
  private companyAt = Number.NEGATIVE_INFINITY;
  private aloneSince = Number.NEGATIVE_INFINITY;
  private lastCommitAt = Number.NEGATIVE_INFINITY;
  private commitMs = SHORTEST_COMMIT_MS;

  constructor(
    private readonly log: AuditLog,
    private readonly watched: WatchedIntents,
    private readonly pauses: Pauses,
    private readonly clock: Clock,
  ) {}

  /**
   * The next number, as far as this node knows. If other nodes append, too, this waits for one commit time after each
   * batch of this node, so that they can go first.
   */
  async next(): Promise<number> {
    const now = this.clock.now();
    const company = now - this.companyAt < COMPANY_MS;
    if (now - this.lastCommitAt > this.commitMs) this.aloneSince = now;
    if (company || now - this.aloneSince > LISTEN_EVERY_MS) {
      const rest = this.lastCommitAt + this.commitMs - now;
      if (rest > 0 && !this.stale) await this.pauses.sleep(rest);
      this.aloneSince = this.clock.now();
      this.stale = true;
    }
    if (this.head === null || this.stale) return (await this.look()) + 1;
    return this.head + 1;
  }

  /** A batch of this node is in the log, up to `last`. Its commit took `milliseconds`. */
  committed(last: number, milliseconds: number): void {
    this.head = last;
    this.lastCommitAt = this.clock.now();
    const average = this.commitMs * (1 - NEWEST_WEIGHT) + milliseconds * NEWEST_WEIGHT;
    this.commitMs = Math.min(LONGEST_COMMIT_MS, Math.max(SHORTEST_COMMIT_MS, average));
  }

  /** Another node has the number that this node wanted. */
  taken(): void {
    this.companyAt = this.clock.now();
    this.stale = true;
  }

  /** Reads and returns the head of the log. Records of other nodes up to it are examined while intents are watched. */
  async look(): Promise<number> {
    const before = this.head;
    const seen = before !== null && this.watched.size > 0 ? await this.readOn(before) : await this.log.head();
    if (before !== null && seen > before) this.companyAt = this.clock.now();
    this.head = Math.max(seen, before ?? 0);
    this.stale = false;
    return this.head;
  }

  private async readOn(from: number): Promise<number> {
    let head = from;
    for (;;) {
      const records = await this.log.read(head + 1, RECORDS_A_READ);
      for (const record of records) this.watched.note(parseLeaf(record.leaf));
      head = records.at(-1)?.seq ?? head;
      if (records.length < RECORDS_A_READ) return head;
    }
  }
}
