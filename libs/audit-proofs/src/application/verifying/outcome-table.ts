const FIRST_CAPACITY = 1_024;
const WORDS = 2;
/** The table grows at this share of used places. Then a search for a new key looks at eight places on average. */
const MOST_USED = 0.75;

/**
 * How many intents of each key have no outcome yet. A key is 64 bits of a hash, so the table costs 12 to 24 bytes an intent,
 * also for millions. Two keys are the same by chance once in 10^6 bundles of 5 million intents.
 */
export class OutcomeTable {
  private capacity = FIRST_CAPACITY;
  private keys = new Uint32Array(FIRST_CAPACITY * WORDS);
  /** 0: the place is free; otherwise the number of open intents plus 1. */
  private open = new Uint8Array(FIRST_CAPACITY);
  private used = 0;

  /** An intent. */
  opens(high: number, low: number): void {
    if (this.used >= this.capacity * MOST_USED) this.grow();
    const at = this.find(high, low);
    if (this.open[at] === 0) {
      this.used++;
      this.keys.set([high, low], at * WORDS);
      this.open[at] = 1;
    }
    this.open[at] = Math.min(255, (this.open[at] ?? 0) + 1);
  }

  /** An outcome. False if the intents of its key have one each already. True also if there is no such intent. */
  closes(high: number, low: number): boolean {
    const at = this.find(high, low);
    const open = this.open[at] ?? 0;
    if (open > 1) this.open[at] = open - 1;
    return open !== 1;
  }

  /** The place of the key, or the free place where it belongs. */
  private find(high: number, low: number): number {
    for (let at = low % this.capacity; ; at = (at + 1) % this.capacity) {
      const isHere = this.keys[at * WORDS] === high && this.keys[at * WORDS + 1] === low;
      if (this.open[at] === 0 || isHere) return at;
    }
  }

  private grow(): void {
    const { keys, open, capacity } = this;
    this.capacity = capacity * 2;
    this.keys = new Uint32Array(this.capacity * WORDS);
    this.open = new Uint8Array(this.capacity);
    for (let at = 0; at < capacity; at++) {
      const [high = 0, low = 0, count = 0] = [keys[at * WORDS], keys[at * WORDS + 1], open[at]];
      if (count === 0) continue;
      const to = this.find(high, low);
      this.keys.set([high, low], to * WORDS);
      this.open[to] = count;
    }
  }
}
