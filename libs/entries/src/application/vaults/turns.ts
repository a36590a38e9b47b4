import { tooSlow } from '#kernel';

/** What waits for one vault at most: past it a caller is told at once. */
const ROOM = 64;

/** Lets one piece of work on a vault run at a time in this process, in the order in which they came. */
export class Turns {
  private readonly lines = new Map<string, { length: number; last: Promise<unknown> }>();

  /** What `work` gives, once it is its turn; what became of the work before does not matter. `busy` without room. */
  async take<T>(key: string, work: () => Promise<T>): Promise<T> {
    const line = this.lines.get(key) ?? { length: 0, last: Promise.resolve() };
    if (line.length >= ROOM) throw tooSlow();
    this.lines.set(key, line);
    line.length += 1;
    const turn = line.last.then(work);
    line.last = turn.catch(() => {});
    try {
      return await turn;
    } finally {
      line.length -= 1;
      if (line.length === 0) this.lines.delete(key);
    }
  }
}
