import { type Clock, PartUnavailable } from '#kernel';
import type { LeafDraft } from '../../domain/leaf.js';
import type { StoredRecord } from '../../domain/record.js';
import type { WatchedIntent } from '../settling/watched-intents.js';
import { FairLine } from './fair-line.js';

/** If so many records wait, further ones are refused at once. That is about two seconds of the highest load. */
const LONGEST_LINE = 32_768;

/** The kind of a record, which decides what happens when it misses its deadline. */
export type Terms =
  /**
   * The record is dropped. If it was sent already, it may get into the log late, which does no harm. Records of one
   * `group` are added one after another, and are never divided between two writes.
   */
  | { readonly kind: 'single'; readonly group?: object }
  /** The record is kept until it is written, or until a stop. Only for what comes seldom: it is refused no room. */
  | { readonly kind: 'kept' }
  /**
   * The record opens a watched intent. It is dropped like a single one, and the intent is released. If it lands late,
   * `late` is called.
   */
  | { readonly kind: 'intent'; readonly watched: WatchedIntent; readonly late: () => void }
  /**
   * The record closes a watched intent. It is kept until it is written, or until another node is seen to have closed
   * the intent. Then, or at a stop, the intent is released.
   */
  | { readonly kind: 'outcome'; readonly watched: WatchedIntent }
  /** A record of another `node`, which has seen the log up to `head`. It is dropped like a single one. */
  | {
      readonly kind: 'forwarded';
      readonly group: object;
      readonly node: string;
      readonly head: number;
      /** Called with the last number of their batch, and of how many nodes records waited, before they are answered. */
      readonly placed: (last: number, nodes: number) => void;
    };

/** A record that is not in the log yet. */
export interface WaitingRecord {
  readonly draft: LeafDraft;
  readonly terms: Terms;
  /** In milliseconds of the clock. */
  readonly deadline: number;
  /** Called with null if another node has closed the intent, or if a forwarded record was refused: nothing was written. */
  readonly resolve: (record: StoredRecord | null) => void;
  readonly reject: (error: Error) => void;
  expired: boolean;
}

/**
 * Records that wait for their turn, and the one timer that refuses requests at their deadlines. All records wait
 * equally long, so that the oldest one of each node is due first.
 */
export class WaitingRecords {
  private readonly line = new FairLine(nodeOf, groupOf);
  private sent: readonly WaitingRecord[] = [];
  /** How many nodes had records when some were taken last. */
  private nodes = 1;
  private cancelTimer: (() => void) | null = null;

  constructor(
    private readonly wait: number,
    private readonly clock: Clock,
    private readonly onExpiry: () => void,
  ) {}

  get length(): number {
    return this.line.length;
  }

  hasRoomFor(records: number): boolean {
    return this.line.length + records <= LONGEST_LINE;
  }

  /** True if no record waits and no record was sent without an answer. */
  get isEmpty(): boolean {
    return this.line.length === 0 && this.sent.length === 0;
  }

  add(record: WaitingRecord): void {
    this.line.add(record);
    this.cancelTimer ??= this.clock.after(this.wait, this.expire);
  }

  /**
   * Takes the next records, at most `most` or one larger group: from each node a fair share. They count as sent until
   * {@link settle} or {@link putBack}. Records whose terms it `refuses` are dropped.
   */
  take(most: number, refuses: (terms: Terms) => boolean): readonly WaitingRecord[] {
    const { records, nodes } = this.line.take(most);
    this.nodes = nodes;
    return this.send(records, refuses);
  }

  /** The records that were sent and are not answered. */
  get unanswered(): readonly WaitingRecord[] {
    return this.sent;
  }

  /** The sent records, without outcomes of intents that other nodes have closed meanwhile. */
  takeAgain(): readonly WaitingRecord[] {
    return this.send(this.sent, () => false);
  }

  /** The sent records are in the log, as `records`. */
  settle(records: readonly StoredRecord[]): void {
    const { sent } = this;
    this.sent = [];
    for (let index = 0; index < sent.length; index++) {
      const waiting = sent[index];
      const record = records[index];
      if (!waiting || !record) continue;
      if (waiting.terms.kind === 'forwarded') waiting.terms.placed(records.at(-1)?.seq ?? record.seq, this.nodes);
      waiting.resolve(record);
      if (waiting.terms.kind === 'outcome') waiting.terms.watched.release();
      if (waiting.terms.kind === 'intent' && waiting.expired) waiting.terms.late();
    }
  }

  /**
   * None of the sent records is in the log or ever will be. Those that must still be written become the first again.
   */
  putBack(): void {
    this.line.replace([...this.sent.filter(isKept), ...this.line.all()]);
    this.sent = [];
  }

  /** Refuses the requests of the sent records, whose fate nobody can tell. */
  dropSent(): void {
    drop(this.sent);
    this.sent = [];
  }

  /** Refuses all requests that wait. Records that were sent without an answer may still land. */
  close(): void {
    this.cancelTimer?.();
    this.cancelTimer = null;
    drop([...this.sent, ...this.line.all()]);
    this.line.replace([]);
  }

  /** Without those that are not to be written any more. */
  private send(records: readonly WaitingRecord[], refuses: (terms: Terms) => boolean): readonly WaitingRecord[] {
    this.sent = records.filter((record) => {
      const { terms } = record;
      if (!refuses(terms) && !isClosed(terms)) return true;
      forget(terms);
      record.resolve(null);
      return false;
    });
    return this.sent;
  }

  private readonly expire = (): void => {
    const now = this.clock.now();
    const line = this.line.all();
    const overdue = [...this.sent, ...line].filter((record) => waits(record) && record.deadline <= now);
    for (const record of overdue) refuse(record);
    if (overdue.length > 0) {
      this.line.replace(line.filter(isKept));
      // The node of a forwarded record has given it up before.
      if (overdue.some(({ terms }) => terms.kind !== 'forwarded')) this.onExpiry();
    }
    const oldest = [...this.sent.filter(waits), ...this.line.firsts(waits)].map(({ deadline }) => deadline);
    const next = Math.max(1, Math.min(...oldest) - now);
    this.cancelTimer = oldest.length === 0 ? null : this.clock.after(next, this.expire);
  };
}

/** Whether the record is refused no room, and is written however late. */
export function mustLand({ kind }: Terms): boolean {
  return kind === 'outcome' || kind === 'kept';
}

/** Whether another node has written this outcome already. */
function isClosed(terms: Terms): boolean {
  return terms.kind === 'outcome' && terms.watched.settled;
}

/** Whether the record still has to be written. If not, it is dropped. */
function isKept(record: WaitingRecord): boolean {
  if (!record.expired || mustLand(record.terms)) return true;
  forget(record.terms);
  return false;
}

/** Drops a record that this node will not write. */
export function forget(terms: Terms): void {
  if (terms.kind === 'intent' || terms.kind === 'outcome') terms.watched.release();
}

function waits(record: WaitingRecord): boolean {
  return !record.expired;
}

function refuse(record: WaitingRecord): void {
  if (record.expired) return;
  record.expired = true;
  record.reject(new PartUnavailable('audit'));
}

function drop(records: readonly WaitingRecord[]): void {
  for (const record of records) {
    refuse(record);
    forget(record.terms);
  }
}

/** Null: this node. */
function nodeOf({ terms }: WaitingRecord): string | null {
  return terms.kind === 'forwarded' ? terms.node : null;
}

function groupOf({ terms }: WaitingRecord): object | undefined {
  return 'group' in terms ? terms.group : undefined;
}
