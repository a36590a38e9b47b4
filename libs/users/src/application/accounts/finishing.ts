import { OutcomeUnknown } from '#kernel';
import { NotErased } from '../removal/erasure-proof.js';

/**
 * Runs what follows a publication that has decided: an error there undoes nothing, so the outcome is left open, and
 * the settlement of the intent finishes what was begun. That a shredded ring still opens is known, and told as it is.
 */
export async function finishing<T>(rest: () => Promise<T>): Promise<T> {
  try {
    return await rest();
  } catch (error) {
    throw error instanceof OutcomeUnknown || error instanceof NotErased ? error : new OutcomeUnknown(error);
  }
}
