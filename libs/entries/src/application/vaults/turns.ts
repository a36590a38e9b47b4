import { tooSlow } from '#kernel';

/** The most pieces of work that wait for one vault. One more is refused at once. */
const ROOM = 64;

/** Runs one piece of work for each vault at a time in this process, in the order of arrival. */
export class Turns {
  private readonly lines = new Map<string, { length: number; last: Promise<unknown> }>();

  /** Runs `work` when its turn comes, even if the work before failed. Errors: those of `work`; `busy` if too many wait. */
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
