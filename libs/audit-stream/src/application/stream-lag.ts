import type { AuditLines } from '#audit';
import type { Clock } from '#kernel';
import type { StreamProgress } from '../ports/stream-progress.js';

/** How far the receiver is behind. */
export interface Lag {
  /** Records that it has not acknowledged. */
  readonly records: number;
  /** How long ago the oldest of them was recorded. 0: there is none, or it cannot be read. */
  readonly oldestSeconds: number;
}

/** The lag at the last look. To ask for it costs no read, so a check of readiness does not wait for it. */
export class StreamLag {
  private seen: { readonly records: number; readonly oldestAt: number | null } | null = null;

  constructor(
    private readonly lines: AuditLines,
    private readonly progress: StreamProgress,
    private readonly clock: Clock,
  ) {}

  /** Null: it was never looked at. */
  get value(): Lag | null {
    if (this.seen === null) return null;
    const { records, oldestAt } = this.seen;
    const age = oldestAt === null ? 0 : Math.max(0, this.clock.now() - oldestAt);
    return { records, oldestSeconds: Math.floor(age / 1_000) };
  }

  /** Throws what the log and the progress throw; the value stays. */
  async look(): Promise<void> {
    const acknowledged = await this.progress.acknowledged();
    const records = Math.max(0, (await this.lines.head()) - acknowledged);
    this.seen = { records, oldestAt: records === 0 ? null : await this.timeOf(acknowledged + 1) };
  }

  private async timeOf(seq: number): Promise<number | null> {
    for await (const { at } of this.lines.from(seq)) return at;
    return null;
  }
}
