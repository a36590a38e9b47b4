import { OutcomeUnknown } from '#kernel';

/**
 * Runs what follows a publication that has decided: an error there undoes nothing, so the outcome is left open, and
 * the settlement of the intent finishes what was begun.
 */
export async function finishing<T>(rest: () => Promise<T>): Promise<T> {
  try {
    return await rest();
  } catch (error) {
    throw error instanceof OutcomeUnknown ? error : new OutcomeUnknown(error);
  }
}
