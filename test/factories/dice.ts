/** Random choices that a seed repeats (mulberry32). */
export class Dice {
  constructor(private state: number) {}

  /** From 0 to less than 1. */
  fraction(): number {
    this.state = (this.state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(this.state ^ (this.state >>> 15), 1 | this.state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  }

  /** A whole number from 0 to less than `below`. */
  next(below: number): number {
    return Math.floor(this.fraction() * below);
  }

  one<T>(from: readonly T[]): T | undefined {
    return from[this.next(from.length)];
  }

  /** At most `most`, each once. */
  some<T>(from: readonly T[], most: number): T[] {
    const picked = Array.from({ length: Math.min(most, from.length) }, () => this.one(from) as T);
    return [...new Set(picked)];
  }
}
