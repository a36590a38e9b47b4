import { closes, intentKey } from '../../domain/intent.js';
import type { Leaf } from '../../domain/record.js';

/** An intent that this process is still to write the outcome of. */
export class WatchedIntent {
  /** Whether another node has written its outcome: then there is nothing left to write. */
  settled = false;

  constructor(
    readonly key: string,
    private readonly watched: Map<string, WatchedIntent>,
  ) {}

  /** No outcome will be written from here any more. Idempotent. */
  release(): void {
    if (this.watched.get(this.key) === this) this.watched.delete(this.key);
  }
}

/**
 * The intents in this process's hands. As long as there is one, the head of the log moves past other nodes' records
 * only after they were looked at here, so that no intent gets two outcomes: not from a node that slept through its
 * lease, and not from two sweepers.
 */
export class WatchedIntents {
  private readonly watched = new Map<string, WatchedIntent>();

  get size(): number {
    return this.watched.size;
  }

  /** Null when it is watched already. */
  watch(key: string): WatchedIntent | null {
    if (this.watched.has(key)) return null;
    const intent = new WatchedIntent(key, this.watched);
    this.watched.set(key, intent);
    return intent;
  }

  has(key: string): boolean {
    return this.watched.has(key);
  }

  /** Takes note of a record that another node has written. */
  note(leaf: Leaf): void {
    if (!closes(leaf.outcome)) return;
    const intent = this.watched.get(intentKey(leaf));
    if (intent) intent.settled = true;
  }
}
