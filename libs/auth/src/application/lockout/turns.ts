import { CofferError } from '#kernel';

/** What runs and waits for one key: as many as wait for the hasher. */
const ROOM = 64;

interface Line {
  running: number;
  readonly waiting: (() => void)[];
}

/** Lets no more than `atOnce` pieces of work on one key run at a time, in the order in which they came. */
export class Turns {
  private readonly lines = new Map<string, Line>();

  constructor(private readonly atOnce = 1) {}

  /** How much work on `key` runs or waits. */
  lengthOf(key: string): number {
    const line = this.lines.get(key);
    return line ? line.running + line.waiting.length : 0;
  }

  /** `busy` where too many wait at `key` already. */
  requireRoom(key: string): void {
    if (this.lengthOf(key) >= ROOM) throw tooManyAtOnce();
  }

  /** What `work` gives, once it is its turn; what became of the work before does not matter. */
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
  return new CofferError('busy', 'Too many try this name at once. Try again.', { retryAfterSeconds: 1 });
}
