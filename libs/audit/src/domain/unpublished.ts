import { PUBLISHED_MEMORY_MS } from '#kernel';
import type { Leaf, Outcome } from './record.js';

/** Nodes' clocks may differ; an intent this much short of the store's memory, in milliseconds, is not told from one past it. */
const CLOCKS_APART_MS = 60_000;

/**
 * What can be said of an intent whose fenced target does not know its request: that it failed, or, once the target may
 * have forgotten who published it, nothing. `now` in milliseconds since 1970.
 */
export function unpublished(intent: Leaf, now: number): Extract<Outcome, 'failed' | 'unknown'> {
  const age = now - Date.parse(intent.at);
  return age < PUBLISHED_MEMORY_MS - CLOCKS_APART_MS ? 'failed' : 'unknown';
}
