import { PartUnavailable } from '#kernel';
import type { SignedHead } from '../domain/signed-head.js';

export type { HeadKey, SignedHead } from '../domain/signed-head.js';

/**
 * The keyring answers, and does not let Coffer sign: its policy is that of an older Coffer, or the name of the key is taken
 * by a key of another kind. Coffer works without checkpoints until an operator has changed that, so it heals by itself.
 */
export class SigningRefused extends PartUnavailable {
  override readonly name = 'SigningRefused';

  /** `reason`: one sentence for the operator. */
  constructor(readonly reason: string) {
    super('keyring', new Error(reason));
  }
}

/**
 * The signing head, in the keyring's domain: a restored or changed store does not take it back. It is changed by
 * compare-and-set before each signature.
 *
 * Errors: PartUnavailable('keyring') within 2 s, when nothing was changed; also for a damaged record, which is never taken
 * for no head. SigningRefused, which is one of them. OutcomeUnknown when the answer was lost: read again.
 */
export abstract class SigningHead {
  /** Null: nothing was ever signed. `revision` is for {@link advance}. */
  abstract read(): Promise<{ readonly head: SignedHead; readonly revision: number } | null>;

  /** Writes the head, durably. False, and nothing is changed, if its revision is not `revision` (0: there is no head). */
  abstract advance(head: SignedHead, revision: number): Promise<boolean>;
}
