import { SECRETS_RING } from '../../domain/key-ring.js';
import { ADOPTABLE, type KeyManagement } from '../../ports/key-management.js';

/**
 * Whether a new store may use the keyring: no store is bound to it, or an operator gave it to a new one. An interrupted
 * first start leaves the ring of the secrets, and no binding.
 */
export async function isUnused(keyring: KeyManagement): Promise<boolean> {
  const bound = await keyring.boundTo();
  if (bound !== null) return bound === ADOPTABLE.byNew;
  return (await keyring.rings(null, 2)).every((ring) => ring === SECRETS_RING);
}
