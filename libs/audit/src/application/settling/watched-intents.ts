import { closes, intentKey } from '../../domain/intent.js';
import type { Leaf } from '../../domain/record.js';

/** An intent whose outcome this process has to write. */
export class WatchedIntent {
  /** True if another node has written the outcome: then nothing is left to write. */
  settled = false;

  constructor(
    readonly key: string,
    private readonly watched: Map<string, WatchedIntent>,
  ) {}

  /** This process will not write the outcome any more. Idempotent. */
  release(): void {
    if (this.watched.get(this.key) === this) this.watched.delete(this.key);
  }
}

/**
 * The intents whose outcomes this process has to write. As long as there is one, this process reads every record of other
 * nodes before it appends the next one. So no intent gets two outcomes, neither from a node that slept through its lease
 * nor from two sweepers.
 */
export class WatchedIntents {
  private readonly watched = new Map<string, WatchedIntent>();

  get size(): number {
    return this.watched.size;
  }

  /** Null: the intent is watched already. */
  watch(key: string): WatchedIntent | null {
    if (this.watched.has(key)) return null;
    const intent = new WatchedIntent(key, this.watched);
    this.watched.set(key, intent);
    return intent;
  }

  has(key: string): boolean {
    return this.watched.has(key);
  }

  /** Called with each record of another node: it may close a watched intent. */
  note(leaf: Leaf): void {
    if (!closes(leaf.outcome)) return;
    const intent = this.watched.get(intentKey(leaf));
    if (intent) intent.settled = true;
  }
}
