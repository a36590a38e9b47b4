import { OutcomeUnknown } from '#kernel';
import { NotErased } from '../removal/erasure-proof.js';

/**
 * Runs the steps after the publication that decides an operation. An error in them undoes nothing, so it becomes
 * OutcomeUnknown, and the settlement of the intent finishes the rest. NotErased is thrown as it is: that outcome is known.
 */
export async function finishing<T>(rest: () => Promise<T>): Promise<T> {
  try {
    return await rest();
  } catch (error) {
    throw error instanceof OutcomeUnknown || error instanceof NotErased ? error : new OutcomeUnknown(error);
  }
}
