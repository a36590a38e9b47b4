import { AuditReceiver } from '../ports/audit-receiver.js';

/** A receiver that keeps what it got. A test may let each attempt fail, before or after it was kept, or hang. */
export class ListedReceiver extends AuditReceiver {
  /** The numbers of each attempt that arrived. */
  readonly batches: number[][] = [];
  readonly lines: string[] = [];
  readonly hooks: {
    before?: (seqs: readonly number[], signal: AbortSignal) => Promise<void> | void;
    after?: (seqs: readonly number[]) => Promise<void> | void;
  } = {};

  override async send(lines: readonly string[], signal: AbortSignal): Promise<void> {
    const seqs = lines.map((line) => (JSON.parse(line) as { seq: number }).seq);
    await this.hooks.before?.(seqs, signal);
    this.batches.push(seqs);
    this.lines.push(...lines);
    await this.hooks.after?.(seqs);
  }

  /** The numbers in the order in which each came first. */
  get seen(): number[] {
    return [...new Set(this.batches.flat())];
  }
}
