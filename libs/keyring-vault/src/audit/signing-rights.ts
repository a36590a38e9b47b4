import { SigningRefused } from '#audit-proofs';
import { PartUnavailable } from '#kernel';
import { VaultRefusal } from '../session/vault-session.js';

/** For the operator of an installation whose policy is older than signed checkpoints. */
export const NO_RIGHTS =
  'Coffer signs no checkpoints of the audit, because its policy in Vault does not allow it: write the policy again that this ' +
  'version of Coffer ships (docker/openbao).';

/** Does `work`. SigningRefused if Vault answers that the policy does not allow it. */
export async function signing<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const cause = error instanceof PartUnavailable ? error.cause : null;
    throw cause instanceof VaultRefusal && cause.status === 403 ? new SigningRefused(NO_RIGHTS) : error;
  }
}
