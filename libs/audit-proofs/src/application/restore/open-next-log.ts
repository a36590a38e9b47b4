import { type Clock, changedMeanwhile } from '#kernel';
import { type SignedHead, unsignedHead } from '../../domain/signed-head.js';
import type { SigningHead } from '../../ports/signing-head.js';
import { baseOf, originOf } from '../checkpoints/origins.js';
import { isJustOpened, unusedEpoch } from './unused-epoch.js';

/**
 * Opens the next origin, because the keyring is given to another store, whose log is another one. The keyring may be a restored
 * backup, which does not know the origins that were opened since. Returns the new head. Null: nothing was signed under the
 * present origin. Errors: `conflict` if the head changed meanwhile; PartUnavailable; OutcomeUnknown. It is safe to call it again.
 */
export async function openNextLog(signing: SigningHead, clock: Pick<Clock, 'now'>): Promise<SignedHead | null> {
  const known = await signing.read();
  const now = clock.now();
  if (known === null || isJustOpened(known.head, now)) return null;
  const epoch = unusedEpoch(known.head.epoch, now);
  const next = unsignedHead({ ...known.head, epoch, origin: originOf(baseOf(known.head), epoch) });
  if (!(await signing.advance(next, known.revision))) throw changedMeanwhile('signing head');
  return next;
}
