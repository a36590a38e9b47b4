import type { Clock } from '#kernel';
import { numberLeaf } from '../../domain/leaf.js';
import { BATCH_MAX, type StoredRecord } from '../../domain/record.js';
import type { AuditLog } from '../../ports/audit-log.js';
import type { NodeLink, PlacedRecords, Refusal } from '../../ports/node-link.js';
import type { WatchedIntents } from '../settling/watched-intents.js';
import { within } from '../waits.js';
import type { Appender } from './appender.js';
import type { LogHead } from './log-head.js';
import type { Terms, WaitingRecord, WaitingRecords } from './waiting-records.js';

/** How many records the first message to an appender has, before it has told how many it should have. */
const FIRST_ROOM = 64;

/** How many records one read of {@link Forwarding.find} takes. */
const RECORDS_A_READ = 256;

/** The records that were sent last may be in the log, or get there. */
interface Doubt {
  /** They are not among the records up to this number. */
  searched: number;
}

/**
 * Lets another node append the records of this one. Then their appends share durable writes, instead of racing for the
 * same number.
 *
 * The other node appends them only while it is the only one that has appended since the `head` that this node sent. So
 * when an answer was lost, this node reads what was appended since, and if its records are not there, it appends them
 * itself: if that gets in, the other node cannot append them any more.
 */
export class Forwarding {
  private doubt: Doubt | null = null;
  /** How many records the next message has at most, or one larger group ({@link PlacedRecords.room}). */
  private room = FIRST_ROOM;
  /** A message that is sent before is appended no earlier, and has fewer records. In milliseconds of the clock. */
  private sendAt = Number.NEGATIVE_INFINITY;
  /** When the other node first found this one behind, of several times in a row. */
  private behindSince: number | null = null;
  /** The next batch is appended by this node. */
  private paused = false;

  constructor(
    private readonly node: string,
    private readonly link: NodeLink | null,
    private readonly appender: Appender,
    private readonly head: LogHead,
    private readonly waiting: WaitingRecords,
    private readonly watched: WatchedIntents,
    private readonly log: Pick<AuditLog, 'read'>,
    private readonly clock: Clock,
    private readonly milliseconds: number,
  ) {}

  /** Whether the next records go to another node. A node that settles what others left open appends for itself. */
  get isOpen(): boolean {
    return this.appender.current !== null && this.doubt === null && !this.paused && !this.watched.hasAdopted;
  }

  /** Whether the records that were sent last may be in the log, or get there. */
  get isDoubtful(): boolean {
    return this.doubt !== null;
  }

  /**
   * Sends the next records, at most `most`. True if they are in the log. Throws what a look at the log throws; then nothing
   * was sent.
   */
  async send(most: number): Promise<boolean> {
    const pause = this.sendAt - this.clock.now();
    if (pause > 0) await this.clock.sleep(pause);
    const head = await this.head.seen();
    const { link } = this;
    const address = this.appender.current;
    if (link === null || address === null || !this.isOpen) return false;
    const sent = this.waiting.take(Math.min(most, this.room), isForwarded);
    if (sent.length === 0) return false;
    const patience = new AbortController();
    try {
      const records = { node: this.node, head, drafts: sent.map(({ draft }) => draft) };
      const answer = await within(this.clock, this.milliseconds, link.forward(address, records, patience.signal));
      if (typeof answer === 'string') this.refused(answer);
      else this.placed(sent, answer, head);
      return typeof answer !== 'string';
    } catch (error) {
      patience.abort();
      this.doubt = { searched: head };
      this.room = FIRST_ROOM;
      this.sendAt = Number.NEGATIVE_INFINITY;
      this.appender.failed(address, error);
      this.head.doubted();
      return false;
    }
  }

  /**
   * Looks for the doubtful records in the log, up to `last`. True: nothing is left to append. They are there, and their
   * requests are answered, or what was appended since is archived already: then nobody can tell, and the requests are refused.
   */
  async find(last: number): Promise<boolean> {
    const sent = this.waiting.unanswered;
    const [oldest] = sent;
    // A sweeper may have written the same outcome for this node: only the node tells them apart.
    const end = oldest && `"node":"${this.node}",${oldest.draft.tail}`;
    while (this.doubt !== null && end !== undefined && this.doubt.searched < last) {
      const next = this.doubt.searched + 1;
      const records = await this.log.read(next, Math.min(RECORDS_A_READ, last - this.doubt.searched));
      if (records[0]?.seq !== next) return this.over(() => this.waiting.dropSent());
      const first = records.find(({ leaf }) => leaf.endsWith(end));
      if (first) {
        const found = await this.log.read(first.seq, sent.length);
        return this.over(() => this.waiting.settle(found));
      }
      this.doubt.searched = records.at(-1)?.seq ?? last;
    }
    return false;
  }

  /** Records of this node missed their deadline. */
  overdue(): void {
    if (this.isOpen && this.appender.current !== null) this.appender.overdue(this.appender.current);
  }

  /** What this node knew of the log is certain up to this number only. */
  misled(certain: number): void {
    if (this.doubt) this.doubt.searched = Math.min(this.doubt.searched, certain);
  }

  /** An append of this node got in: records that were forwarded before it will not. */
  appended(): void {
    this.doubt = null;
    this.paused = false;
    this.behindSince = null;
  }

  private over(act: () => void): true {
    this.doubt = null;
    act();
    return true;
  }

  /** Throws if they cannot stand there: then it is not known where they are. */
  private placed(sent: readonly WaitingRecord[], answer: PlacedRecords, head: number): void {
    const { first, last, at, room, pause } = answer;
    const isBatch = last >= first + sent.length - 1 && last < first + BATCH_MAX;
    if (first <= head || !isBatch) throw new Error('records of this node cannot stand where another node says');
    this.behindSince = null;
    this.room = room;
    this.sendAt = this.clock.now() + pause;
    this.appender.answered();
    const records: StoredRecord[] = sent.map(({ draft }, index) => numberLeaf(draft, first + index, this.node, at));
    // A node that began to settle for others meanwhile has to see what was appended since.
    if (this.watched.hasAdopted) this.head.doubted();
    else this.head.followed(last);
    this.waiting.settle(records);
  }

  /** A node that stays behind for long, since others append without a pause, appends one batch itself. */
  private refused(why: Refusal): void {
    this.waiting.putBack();
    this.head.doubted();
    if (why === 'unwilling') {
      this.appender.refused();
      return;
    }
    this.behindSince ??= this.clock.now();
    if (Math.abs(this.clock.now() - this.behindSince) < this.milliseconds) return;
    this.behindSince = null;
    this.paused = true;
  }
}

/** Records of another node never go on to a third one. */
function isForwarded({ kind }: Terms): boolean {
  return kind === 'forwarded';
}
