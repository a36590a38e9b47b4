import { changedMeanwhile } from '#kernel';
import { type SignedHead, unsignedHead } from '../../domain/signed-head.js';
import type { SigningHead } from '../../ports/signing-head.js';
import { baseOf, originOf } from '../checkpoints/origins.js';

/**
 * Opens the next origin, because the keyring is given to another store, whose log is another one. Returns the new head.
 * Null: nothing was signed under the present origin. Errors: `conflict` if the head changed meanwhile; PartUnavailable;
 * OutcomeUnknown. It is safe to call it again.
 */
export async function openNextLog(signing: SigningHead): Promise<SignedHead | null> {
  const known = await signing.read();
  if (known === null || known.head.size === 0) return null;
  const epoch = known.head.epoch + 1;
  const next = unsignedHead({ ...known.head, epoch, origin: originOf(baseOf(known.head), epoch) });
  if (!(await signing.advance(next, known.revision))) throw changedMeanwhile('signing head');
  return next;
}
