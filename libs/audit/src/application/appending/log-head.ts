import type { Clock, Pauses } from '#kernel';
import type { AuditLog } from '../../ports/audit-log.js';
import type { WatchedIntents } from '../settling/watched-intents.js';

/** For so long after a record of another node, in milliseconds, further ones are expected. */
const COMPANY_MS = 1_000;

/**
 * A node that appends without a pause waits longer once in this time, in milliseconds: for two turns of another node.
 * Otherwise it would never notice a node that is farther away and loses every race.
 */
const LISTEN_EVERY_MS = 250;
const TURNS_OF_LISTENING = 2;
/** Where commits are slow, that pause is long. Without company it comes at most once in so many times its length. */
const LISTENINGS_BETWEEN = 10;

/** How many times a look the winner of a number waits, in company. */
const LOOKS_OF_REST = 1.5;

/** Bounds of the times that are assumed for a look and for a commit, in milliseconds. */
const SHORTEST_MS = 1;
const LONGEST_MS = 25;
/** The weight of the newest one in the moving average. */
const NEWEST_WEIGHT = 0.2;

/** Commits that take longer on average, in milliseconds, are slow, until none was made for so long. */
const SLOW_MS = 200;
const SLOW_FOR_MS = 2_000;

/**
 * Knows the next number of the log: the one after `head`, which is always the last of a batch. The head passes over a
 * record of another node only if the record closes no intent that this node watches, or after that outcome was noted.
 *
 * Shares the log fairly when several nodes append.
 *
 * A node does not look before it appends: an append at the next number fails if another node has it. Engines let the
 * second of two appends wait for the first, so a node that lost a number knows of it at once. It looks, and appends
 * again. The winner waits for as long as a look takes. So nodes that all have something to write take turns, and a turn
 * costs one look.
 */
export class LogHead {
  private head: number | null = null;
  /** The newest number of which the log itself told. Another node may have told of later ones. */
  private certain = 0;
  private stale = false;
  /** How often the head became stale. */
  private stalings = 0;
  private barrier = 0;
  /** The number that was taken when this node wanted it. */
  private lost: number | null = null;
  private companyAt = Number.NEGATIVE_INFINITY;
  private listenedAt = Number.NEGATIVE_INFINITY;
  private lastCommitAt = Number.NEGATIVE_INFINITY;
  private looking: Promise<void> | null = null;
  private lookMs = SHORTEST_MS;
  private commitMs = SHORTEST_MS;
  /** The same average, without bounds. */
  private wholeCommitMs = SHORTEST_MS;

  constructor(
    private readonly log: Pick<AuditLog, 'head' | 'follow'>,
    private readonly watched: WatchedIntents,
    private readonly pauses: Pauses,
    private readonly clock: Clock,
  ) {}

  /**
   * The next number, as far as this node knows. If other nodes append, too, this waits after each batch of this node, so
   * that they can go first.
   */
  async next(): Promise<number> {
    if (!this.stale) await this.rest();
    const next = (await this.seen()) + 1;
    // The log says that it is taken, and shows nothing there yet.
    if (next === this.lost) await this.pauses.sleep(SHORTEST_MS * LOOKS_OF_REST);
    return next;
  }

  /** The newest number, after looks if this node knows that it may have missed some. It lets nobody go first. */
  async seen(): Promise<number> {
    while (this.head === null || this.stale) await this.look();
    return this.head;
  }

  /**
   * The newest number that a node must have seen before this node may append for it: what other nodes appended, and what
   * this node settled for them.
   */
  get toBeSeen(): number {
    return this.barrier;
  }

  /**
   * A batch of this node is in the log, up to `last`. Its commit took `milliseconds`. `settles`: it may have outcomes of
   * intents of other nodes.
   */
  committed(last: number, milliseconds: number, settles = false): void {
    this.head = this.certain = last;
    if (settles) this.barrier = last;
    this.lastCommitAt = this.clock.now();
    this.commitMs = boundedAverage(this.commitMs, milliseconds);
    this.wholeCommitMs = averageOf(this.wholeCommitMs, milliseconds);
  }

  /** Another node has the number that this node wanted. */
  taken(): void {
    this.companyAt = this.clock.now();
    this.lost = this.head === null ? null : this.head + 1;
    this.doubted();
  }

  /** Whether commits are so slow that other nodes should not wait for those of this one. */
  get isSlow(): boolean {
    const since = this.clock.now() - this.lastCommitAt;
    return this.wholeCommitMs > SLOW_MS && since >= 0 && since < SLOW_FOR_MS;
  }

  /** Milliseconds of a commit of this node, on average. */
  get averageCommitMs(): number {
    return this.wholeCommitMs;
  }

  /** Another node has appended a batch with records of this one, up to `last`. Nothing else up to there concerns this node. */
  followed(last: number): void {
    this.head = last;
    this.barrier = last;
  }

  /**
   * The log ends before the number that this node wanted: another node told of numbers that do not exist. This node reads on
   * from the newest number of which the log itself told, so that it misses no outcome. Gives that number.
   */
  misled(): number {
    this.head = this.barrier = this.certain;
    this.doubted();
    return this.certain;
  }

  /** There may be records that this node has to see. */
  doubted(): void {
    this.stale = true;
    this.stalings += 1;
  }

  /**
   * Reads up to the head of the log, part by part. Outcomes of watched intents up to it are noted. If it fails, what it has
   * read counts: the next look goes on there. So a node gets to the head however far it is behind. Looks at the same time
   * are one.
   */
  look(): Promise<void> {
    this.looking ??= this.readOn().finally(() => {
      this.looking = null;
    });
    return this.looking;
  }

  private async readOn(): Promise<void> {
    do {
      if (this.head === null) {
        this.head = this.barrier = this.certain = await this.log.head();
        this.stale = false;
      } else {
        await this.follow(this.head);
      }
    } while (this.stale);
  }

  /** Lets others go first. A node that has not appended for as long has rested already. */
  private async rest(): Promise<void> {
    const now = this.clock.now();
    const listening = TURNS_OF_LISTENING * (this.lookMs + this.commitMs);
    if (now - this.lastCommitAt > listening) this.listenedAt = now;
    const inCompany = now - this.companyAt < COMPANY_MS;
    const every = inCompany ? LISTEN_EVERY_MS : Math.max(LISTEN_EVERY_MS, LISTENINGS_BETWEEN * listening);
    const listens = now - this.listenedAt > every;
    const shortest = inCompany ? this.lookMs * LOOKS_OF_REST : 0;
    const left = this.lastCommitAt + (listens ? listening : shortest) - now;
    if (left > 0) await this.pauses.sleep(left);
    if (listens) this.listenedAt = this.clock.now();
  }

  /** Reads one part. This node may append meanwhile. */
  private async follow(before: number): Promise<void> {
    const { stalings } = this;
    const began = this.clock.now();
    const { head, outcomes, isAll } = await this.log.follow(before, (requestId) => this.watched.awaits(requestId));
    for (const leaf of outcomes) this.watched.note(leaf);
    this.lookMs = boundedAverage(this.lookMs, this.clock.now() - began);
    if (head > before) this.saw(head);
    // What made it stale during this look may not be in its answer.
    this.stale = !isAll || this.stalings !== stalings;
  }

  private saw(head: number): void {
    this.certain = Math.max(head, this.certain);
    if (head <= (this.head ?? 0)) return;
    this.companyAt = this.clock.now();
    this.head = this.barrier = head;
  }
}

/** A moving average. */
function averageOf(before: number, newest: number): number {
  return before * (1 - NEWEST_WEIGHT) + newest * NEWEST_WEIGHT;
}

/** The same, within the bounds that are assumed. */
function boundedAverage(before: number, newest: number): number {
  return Math.min(LONGEST_MS, Math.max(SHORTEST_MS, averageOf(before, newest)));
}
