import { CofferError } from '#kernel';

/** Pieces of work that run or wait for one key, at most. The queue of the password hasher is as long. */
const ROOM = 64;

interface Line {
  running: number;
  readonly waiting: (() => void)[];
}

/** Runs at most `atOnce` pieces of work on one key at a time, in the order in which they arrived. */
export class Turns {
  private readonly lines = new Map<string, Line>();

  constructor(private readonly atOnce = 1) {}

  /** How many pieces of work on `key` run or wait. */
  lengthOf(key: string): number {
    const line = this.lines.get(key);
    return line ? line.running + line.waiting.length : 0;
  }

  /** `busy` if too many pieces of work wait for `key`. */
  requireRoom(key: string): void {
    if (this.lengthOf(key) >= ROOM) throw tooManyAtOnce();
  }

  /** Runs `work` in its turn and returns its result. A failure of earlier work does not matter. */
  async take<T>(key: string, work: () => Promise<T>): Promise<T> {
    const line = this.lines.get(key) ?? { running: 0, waiting: [] };
    this.lines.set(key, line);
    if (line.running < this.atOnce) line.running += 1;
    else await new Promise<void>((begin) => line.waiting.push(begin));
    try {
      return await work();
    } finally {
      const next = line.waiting.shift();
      if (next) next();
      else line.running -= 1;
      if (line.running === 0) this.lines.delete(key);
    }
  }
}

export function tooManyAtOnce(): CofferError {
  return new CofferError('busy', 'There are too many attempts on this name at once. Try again.', {
    retryAfterSeconds: 1,
  });
}
