import { type Clock, PartUnavailable } from '#kernel';
import type { LeafDraft } from '../../domain/leaf.js';
import type { StoredRecord } from '../../domain/record.js';
import type { WatchedIntent } from '../settling/watched-intents.js';

/** Past this many, a record is refused at once: about two seconds of the highest load. */
const LONGEST_LINE = 32_768;

/** What a record is for, and so what becomes of it when it misses its deadline. */
export type Terms =
  /** Forgotten, or written late if it was sent by then: it says no more than was tried. */
  | { readonly kind: 'single' }
  /**
   * The watched intent that this record opens is released when it is forgotten. `late` is called when it was written
   * although its request was refused.
   */
  | { readonly kind: 'intent'; readonly watched: WatchedIntent; readonly late: () => void }
  /**
   * The watched intent that this record closes is handed over with it. The record is kept until it is written, or
   * until another node is seen to have closed the intent; then, or at a stop, the intent is released.
   */
  | { readonly kind: 'outcome'; readonly watched: WatchedIntent };

/** A record that was handed in and is not in the log yet. */
export interface WaitingRecord {
  readonly draft: LeafDraft;
  readonly terms: Terms;
  /** In milliseconds of the clock. */
  readonly deadline: number;
  /** Null: another node has closed the intent, and nothing was written. */
  readonly resolve: (record: StoredRecord | null) => void;
  readonly reject: (error: Error) => void;
  expired: boolean;
}

/**
 * Records that wait for their turn, and the one timer that refuses requests at their deadlines: all records wait
 * equally long, so the oldest is always first.
 */
export class WaitingRecords {
  private line: WaitingRecord[] = [];
  private sent: readonly WaitingRecord[] = [];
  private cancelTimer: (() => void) | null = null;

  constructor(
    private readonly wait: number,
    private readonly clock: Clock,
    private readonly onExpiry: () => void,
  ) {}

  get length(): number {
    return this.line.length;
  }

  get isFull(): boolean {
    return this.line.length >= LONGEST_LINE;
  }

  /** When nothing waits and nothing was sent without an answer. */
  get isEmpty(): boolean {
    return this.line.length === 0 && this.sent.length === 0;
  }

  add(record: WaitingRecord): void {
    this.line.push(record);
    this.cancelTimer ??= this.clock.after(this.wait, this.expire);
  }

  /** The next records, at most `most`; they count as sent until {@link settle} or {@link putBack}. */
  take(most: number): readonly WaitingRecord[] {
    const taken = this.line.length <= most ? this.line : this.line.slice(0, most);
    this.line = this.line.length <= most ? [] : this.line.slice(most);
    this.sent = taken.filter((record) => {
      if (record.terms.kind !== 'outcome' || !record.terms.watched.settled) return true;
      record.terms.watched.release();
      record.resolve(null);
      return false;
    });
    return this.sent;
  }

  /** What was sent is in the log, as `records`. */
  settle(records: readonly StoredRecord[]): void {
    const { sent } = this;
    this.sent = [];
    for (let index = 0; index < sent.length; index++) {
      const waiting = sent[index];
      const record = records[index];
      if (!waiting || !record) continue;
      waiting.resolve(record);
      if (waiting.terms.kind === 'outcome') waiting.terms.watched.release();
      if (waiting.terms.kind === 'intent' && waiting.expired) waiting.terms.late();
    }
  }

  /** Nothing of what was sent is in the log, nor will it be: those who still wait go first again. */
  putBack(): void {
    this.line = [...this.sent.filter(isKept), ...this.line];
    this.sent = [];
  }

  /** Refuses all who wait. What was sent without an answer may still be found in the log. */
  close(): void {
    this.cancelTimer?.();
    this.cancelTimer = null;
    for (const record of [...this.sent, ...this.line]) {
      refuse(record);
      forget(record.terms);
    }
    this.line = [];
  }

  private readonly expire = (): void => {
    const now = this.clock.now();
    const overdue = [...this.sent, ...this.line].filter((record) => !record.expired && record.deadline <= now);
    for (const record of overdue) refuse(record);
    if (overdue.length > 0) {
      this.line = this.line.filter(isKept);
      this.onExpiry();
    }
    const next = (this.sent.find(waits) ?? this.line.find(waits))?.deadline;
    this.cancelTimer = next === undefined ? null : this.clock.after(Math.max(1, next - now), this.expire);
  };
}

/** Whether the record still has to be written; lets it go if not. */
function isKept(record: WaitingRecord): boolean {
  if (!record.expired || record.terms.kind === 'outcome') return true;
  forget(record.terms);
  return false;
}

/** For a record that will not be written from here. */
export function forget(terms: Terms): void {
  if (terms.kind !== 'single') terms.watched.release();
}

function waits(record: WaitingRecord): boolean {
  return !record.expired;
}

function refuse(record: WaitingRecord): void {
  if (record.expired) return;
  record.expired = true;
  record.reject(new PartUnavailable('audit'));
}
