import { closes, intentKey, requestOf } from '../../domain/intent.js';
import type { Leaf } from '../../domain/record.js';

/** An intent whose outcome this process has to write. */
export class WatchedIntent {
  /** True if another node has written the outcome: then nothing is left to write. */
  settled = false;

  constructor(
    readonly key: string,
    private readonly watched: Map<string, WatchedIntent>,
    private readonly requests: Map<string, number>,
    private readonly ofOthers: Set<string>,
  ) {}

  /** This process will not write the outcome any more. Idempotent. */
  release(): void {
    if (this.watched.get(this.key) !== this) return;
    this.watched.delete(this.key);
    count(this.requests, requestOf(this.key), -1);
    this.ofOthers.delete(this.key);
  }
}

/**
 * The intents whose outcomes this process has to write. Before each append, this process knows all outcomes of these
 * requests that other nodes have written. So no intent gets two outcomes, neither from a node that slept through its lease
 * nor from two sweepers.
 */
export class WatchedIntents {
  private readonly watched = new Map<string, WatchedIntent>();
  /** How many intents of a request are watched. */
  private readonly requests = new Map<string, number>();
  private readonly ofOthers = new Set<string>();

  /** Whether intents of other nodes are watched: this node settles what they left open. */
  get hasAdopted(): boolean {
    return this.ofOthers.size > 0;
  }

  /** Whether an intent of this request is watched. */
  awaits(requestId: string): boolean {
    return this.requests.has(requestId);
  }

  /** Null: the intent is watched already. */
  watch(key: string, isOfAnother = false): WatchedIntent | null {
    if (this.watched.has(key)) return null;
    const intent = new WatchedIntent(key, this.watched, this.requests, this.ofOthers);
    if (isOfAnother) this.ofOthers.add(key);
    this.watched.set(key, intent);
    count(this.requests, requestOf(key), 1);
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

function count(requests: Map<string, number>, requestId: string, more: 1 | -1): void {
  const left = (requests.get(requestId) ?? 0) + more;
  if (left === 0) requests.delete(requestId);
  else requests.set(requestId, left);
}
