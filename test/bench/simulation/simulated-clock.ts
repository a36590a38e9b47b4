import { Clock } from '#kernel';

interface Event {
  readonly at: number;
  /** Events of one time run in the order in which they were made. */
  readonly order: number;
  readonly run: () => void;
  /** Whether promises may follow from it, which are settled before the next event. */
  readonly settles: boolean;
  cancelled: boolean;
}

/** The time of a simulation, in milliseconds from 0: it jumps from event to event. */
export class SimulatedClock extends Clock {
  private time = 0;
  private made = 0;
  /** A binary heap: the next event is the first, and each is before the two at twice its place. */
  private readonly heap: Event[] = [];

  now(): number {
    return this.time;
  }

  /** As for a real clock: promises that follow are settled at that time. */
  override after(milliseconds: number, run: () => void): () => void {
    return this.add(milliseconds, run, true);
  }

  /** For work from which no promise follows. Much faster than {@link after}. */
  soon(milliseconds: number, run: () => void): void {
    this.add(milliseconds, run, false);
  }

  /** Runs all events up to `until`. */
  async run(until: number): Promise<void> {
    await settled();
    for (let next = this.take(until); next; next = this.take(until)) {
      if (next.cancelled) continue;
      this.time = next.at;
      next.run();
      if (next.settles) await settled();
    }
    this.time = until;
  }

  private add(milliseconds: number, run: () => void, settles: boolean): () => void {
    const event: Event = {
      at: this.time + Math.max(0, milliseconds),
      order: this.made++,
      run,
      settles,
      cancelled: false,
    };
    let place = this.heap.push(event) - 1;
    while (place > 0) {
      const parent = (place - 1) >> 1;
      if (!isBefore(event, this.heap[parent])) break;
      this.heap[place] = this.heap[parent] as Event;
      place = parent;
    }
    this.heap[place] = event;
    return () => {
      event.cancelled = true;
    };
  }

  private take(until: number): Event | null {
    const [first] = this.heap;
    if (!first || first.at > until) return null;
    const last = this.heap.pop() as Event;
    if (this.heap.length > 0) this.sink(last);
    return first;
  }

  private sink(event: Event): void {
    let place = 0;
    for (;;) {
      const [left, right] = [2 * place + 1, 2 * place + 2];
      const child = isBefore(this.heap[right], this.heap[left]) ? right : left;
      const next = this.heap[child];
      if (!isBefore(next, event)) break;
      this.heap[place] = next as Event;
      place = child;
    }
    this.heap[place] = event;
  }
}

function isBefore(one: Event | undefined, other: Event | undefined): boolean {
  if (!one || !other) return one !== undefined;
  return one.at < other.at || (one.at === other.at && one.order < other.order);
}

function settled(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
