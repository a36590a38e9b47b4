import { CLOCKS_APART_MS, PUBLISHED_MEMORY_MS } from '#kernel';
import type { Leaf, Outcome } from './record.js';

/**
 * The outcome of an intent whose fenced target does not know its request. `failed`, as long as the target remembers every
 * request that published it; `unknown` once it may have forgotten this one. `now`: in milliseconds since 1970.
 *
 * @example
 * unpublished(intent, Date.parse(intent.at) + 5_000); // 'failed'
 */
export function unpublished(intent: Leaf, now: number): Extract<Outcome, 'failed' | 'unknown'> {
  const age = now - Date.parse(intent.at);
  return age < PUBLISHED_MEMORY_MS - CLOCKS_APART_MS ? 'failed' : 'unknown';
}
