import type { Leaf, Outcome } from '../domain/record.js';

/**
 * How a feature tells what became of its own intents after a crash: it fences the target, then looks whether the
 * intent's `request_id` published it. Registered by features, asked by the sweeper and after a lost answer.
 */
export interface Settlement {
  /** `unknown` only when it cannot be told. Throws PartUnavailable to be asked again later. */
  settle(intent: Leaf): Promise<Extract<Outcome, 'succeeded' | 'failed' | 'unknown'>>;
}
