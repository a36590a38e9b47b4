/** The states of a job's slot. They change by compare-and-set, so a job is begun or withdrawn, never both. */
export interface SlotStates {
  readonly queued: number;
  readonly begun: number;
  readonly withdrawn: number;
}

const STATES: SlotStates = { queued: 1, begun: 2, withdrawn: 3 };

/**
 * The states of the jobs that wait for one thread, in memory that both threads share. The thread begins a job,
 * and the caller withdraws it, by compare-and-set on the same word: exactly one of them succeeds.
 */
export class JobSlots {
  readonly states = STATES;
  readonly memory: SharedArrayBuffer;
  private readonly words: Int32Array;
  private readonly free: number[];

  /** `capacity`: how many jobs may wait at once. */
  constructor(capacity: number) {
    this.memory = new SharedArrayBuffer(capacity * Int32Array.BYTES_PER_ELEMENT);
    this.words = new Int32Array(this.memory);
    this.free = Array.from({ length: capacity }, (_, index) => capacity - 1 - index);
  }

  /** A slot in state `queued`. Null if the maximum number of jobs waits already. */
  take(): number | null {
    const slot = this.free.pop();
    if (slot === undefined) return null;
    Atomics.store(this.words, slot, STATES.queued);
    return slot;
  }

  /** True if the thread had not begun the job. Then it never will. */
  withdraw(slot: number): boolean {
    const was = Atomics.compareExchange(this.words, slot, STATES.queued, STATES.withdrawn);
    return was !== STATES.begun;
  }

  /** Call it only after the thread has answered for the slot and no longer looks at it. */
  release(slot: number): void {
    this.free.push(slot);
  }
}
