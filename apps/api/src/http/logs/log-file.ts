import { write, writeSync } from 'node:fs';
import type { Clock } from '#kernel';
import type { FlushableStream } from './line-buffer.js';

/** Bytes that wait for a disk or for a reader, at most. Further lines are dropped. */
const WAITING_MOST = 1_048_576;
/** A pipe whose reader is behind is tried again after this time, in milliseconds. */
const BUSY_MS = 100;
/** How often a flush waits so for a reader: for a second in all. A process that stops must end. */
const FLUSH_WAITS = 10;

/** Replacements for tests. */
export interface FileWrites {
  readonly write: (fd: number, bytes: Buffer, done: (error: Error | null, written: number) => void) => void;
  readonly writeSync: (fd: number, bytes: Buffer) => number;
}

/**
 * Writes lines to an open file or pipe, one piece at a time. If that fails, since the disk is full or the reader has gone,
 * the server goes on, with bounded memory [R93] [R101]: the next line tries again. A flush ends at the first failure: the
 * loop of pino's own destination would end only when a write succeeds.
 */
export class LogFile implements FlushableStream {
  private waiting: Buffer[] = [];
  private bytes = 0;
  private isWriting = false;
  private cancelRetry = (): void => {};

  constructor(
    private readonly fd: number,
    private readonly clock: Pick<Clock, 'after'>,
    private readonly writes: FileWrites = { write, writeSync },
  ) {}

  write(lines: string): void {
    const piece = Buffer.from(lines);
    if (this.bytes + piece.length > WAITING_MOST) return;
    this.waiting.push(piece);
    this.bytes += piece.length;
    // Not at once: a flush that follows has these lines then, and writes them itself.
    queueMicrotask(() => this.next());
  }

  /** Writes what waits, except a piece whose write is under way. Ends within about a second. */
  flushSync(): void {
    let waits = 0;
    for (let piece = this.waiting.shift(); piece !== undefined; piece = this.waiting.shift()) {
      try {
        this.written(piece, this.writes.writeSync(this.fd, piece));
      } catch (error) {
        this.waiting.unshift(piece);
        if (!isBusy(error) || waits === FLUSH_WAITS) return;
        waits += 1;
        pause(BUSY_MS);
      }
    }
  }

  private next(): void {
    if (this.isWriting) return;
    const piece = this.waiting.shift();
    if (piece === undefined) return;
    this.isWriting = true;
    this.writes.write(this.fd, piece, (error, count) => {
      this.isWriting = false;
      this.written(piece, error ? 0 : count);
      if (!error) this.next();
      else if (isBusy(error)) this.retryLater();
    });
  }

  private retryLater(): void {
    this.cancelRetry();
    this.cancelRetry = this.clock.after(BUSY_MS, () => this.next());
  }

  /** What is left of the piece is written next. */
  private written(piece: Buffer, count: number): void {
    this.bytes -= count;
    if (count < piece.length) this.waiting.unshift(piece.subarray(count));
  }
}

function isBusy(error: unknown): boolean {
  const { code } = error as NodeJS.ErrnoException;
  return code === 'EAGAIN' || code === 'EBUSY';
}

function pause(milliseconds: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, milliseconds);
}
