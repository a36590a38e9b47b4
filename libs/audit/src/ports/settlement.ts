import type { Leaf, Outcome } from '../domain/record.js';

/**
 * Finds the outcome of a feature's own intents after a crash or a lost answer: it fences the target, then looks whether
 * the intent's `request_id` has published it. Each feature registers one for each of its resource types.
 */
export interface Settlement {
  /** Returns `unknown` only if the outcome cannot be found any more. Throws PartUnavailable to be asked again later. */
  settle(intent: Leaf): Promise<Extract<Outcome, 'succeeded' | 'failed' | 'unknown'>>;
}
