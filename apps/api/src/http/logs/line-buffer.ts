import type { DestinationStream } from 'pino';
import type { Clock } from '#kernel';

/** A stream that can write what it holds before it returns. */
export interface FlushableStream extends DestinationStream {
  flushSync?(): void;
}

/** One write for each line would cost many times the line itself, so lines wait for others. */
export const BUFFER_CHARACTERS = 16_000;
/** The longest that a line waits, in milliseconds. */
export const FLUSH_AFTER_MS = 1_000;

/** Hands lines on in pieces of many lines. */
export class LineBuffer implements FlushableStream {
  private lines: string[] = [];
  private length = 0;

  constructor(
    private readonly target: FlushableStream,
    private readonly clock: Pick<Clock, 'after'>,
  ) {}

  write(line: string): void {
    if (this.length === 0) this.clock.after(FLUSH_AFTER_MS, () => this.flush());
    this.lines.push(line);
    this.length += line.length;
    if (this.length >= BUFFER_CHARACTERS) this.flush();
  }

  flushSync(): void {
    this.flush();
    this.target.flushSync?.();
  }

  private flush(): void {
    if (this.length === 0) return;
    this.target.write(this.lines.join(''));
    this.lines = [];
    this.length = 0;
  }
}
