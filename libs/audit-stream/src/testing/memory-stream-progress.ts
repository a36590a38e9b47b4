import { StreamProgress } from '../ports/stream-progress.js';

/** StreamProgress in memory. A test may let each step fail, before or after it. */
export class MemoryStreamProgress extends StreamProgress {
  readonly hooks: {
    before?: (step: 'acknowledged' | 'acknowledge') => Promise<void> | void;
    after?: (step: 'acknowledged' | 'acknowledge') => Promise<void> | void;
  } = {};
  private seq = 0;

  async acknowledged(): Promise<number> {
    await this.hooks.before?.('acknowledged');
    return this.seq;
  }

  async acknowledge(seq: number): Promise<void> {
    await this.hooks.before?.('acknowledge');
    this.seq = Math.max(this.seq, seq);
    await this.hooks.after?.('acknowledge');
  }
}
