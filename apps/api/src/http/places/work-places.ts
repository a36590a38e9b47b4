import type { Clock } from '#kernel';
import { tooMuch } from '../connections/overload.js';
import { WorkPlace } from './work-place.js';

/** Places of a request whose route declares that it costs more than the cheapest. Others take one. */
export const COSTLY = 4;
/** Requests of one principal that wait, at most. With 64 at work they are 256: as many as its bytes allow. */
export const WAITING_OF_ONE = 192;
/** Requests of all principals that wait, at most. Each holds its head, of at most 16 KiB. */
export const WAITING_IN_ALL = 1_024;
/** How long a request waits, at most, in milliseconds. */
export const WAITS_MS = 10_000;

interface Waiting {
  readonly places: number;
  begin(): void;
  refuse(code: 'rate_limited' | 'busy'): void;
}

interface Line {
  /** Places that are taken. */
  atWork: number;
  /** The oldest first. */
  readonly waiting: Set<Waiting>;
}

/**
 * Bounds the requests that are at work at the same time, for each principal: an account, or an address without a token
 * [R124]. Further ones wait in the line of their principal, in their order. So nobody with many requests delays another
 * principal by more than those that are at work. It is of one node.
 *
 * 64 cheap ones at once are what shared writes to the store need: with 16, a change costs 40 % more of the processor.
 */
export class WorkPlaces {
  private readonly lines = new Map<string, Line>();
  private waiting = 0;

  /** `atOnce`: places of one principal. 0: no limit. No request takes more than there are. */
  constructor(
    readonly atOnce: number,
    private readonly clock: Clock,
  ) {}

  /** Places that are taken, and requests that wait. */
  get size(): number {
    let size = this.waiting;
    for (const { atWork } of this.lines.values()) size += atWork;
    return size;
  }

  /**
   * A place, or a place in the line. Throws an Overload, and so rejects `ready`: `rate_limited` if too many requests of
   * this principal wait or this one has waited for too long, `busy` if too many of all wait.
   */
  take(principal: string, isCostly = false): WorkPlace {
    const line = this.lines.get(principal) ?? { atWork: 0, waiting: new Set() };
    const places = Math.min(isCostly ? COSTLY : 1, this.atOnce);
    if (line.waiting.size > 0 || line.atWork + places > this.atOnce) return this.wait(principal, line, places);
    line.atWork += places;
    this.lines.set(principal, line);
    return new WorkPlace(true, () => this.free(principal, line, places), this.clock);
  }

  private wait(principal: string, line: Line, places: number): WorkPlace {
    this.makeRoom(line);
    let leave = () => {};
    const ready = new Promise<true>((resolve, reject) => {
      const end = () => {
        cancel();
        line.waiting.delete(one);
        this.waiting -= 1;
      };
      const one: Waiting = {
        places,
        begin: () => {
          end();
          line.atWork += places;
          leave = () => this.free(principal, line, places);
          resolve(true);
        },
        refuse: (code) => {
          leave();
          leave = () => {};
          reject(tooMuch(code));
        },
      };
      const cancel = this.clock.after(WAITS_MS, () => one.refuse('rate_limited'));
      leave = () => {
        end();
        this.advance(line);
      };
      line.waiting.add(one);
      this.waiting += 1;
    });
    return new WorkPlace(ready, () => leave(), this.clock);
  }

  /** If too many wait in all, the longest line gives its newest request for one of a line that is shorter by two. */
  private makeRoom(line: Line): void {
    if (line.waiting.size >= WAITING_OF_ONE) throw tooMuch('rate_limited');
    if (this.waiting < WAITING_IN_ALL) return;
    const longest = [...this.lines.values()].reduce((a, b) => (b.waiting.size > a.waiting.size ? b : a));
    if (longest.waiting.size < line.waiting.size + 2) throw tooMuch('busy');
    [...longest.waiting].at(-1)?.refuse('busy');
  }

  private free(principal: string, line: Line, places: number): void {
    line.atWork -= places;
    this.advance(line);
    if (line.atWork === 0) this.lines.delete(principal);
  }

  /** Gives free places to those that have waited for the longest. A costly one at the front is not overtaken. */
  private advance(line: Line): void {
    for (const next of line.waiting) {
      if (line.atWork + next.places > this.atOnce) return;
      next.begin();
    }
  }
}
