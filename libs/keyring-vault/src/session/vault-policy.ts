import { PartUnavailable, StartError } from '#kernel';
import { KeyringBinding } from '../rings/keyring-binding.js';
import { type KvRecords, USER_KEYS } from '../rings/ring-records.js';
import { type VaultCall, VaultRefusal } from './vault-session.js';

/** StartError if the policy of the token is an older one, which does not allow what this version of Coffer reads. */
export async function requirePolicy(call: VaultCall, records: KvRecords): Promise<void> {
  try {
    await new KeyringBinding(records).read(call);
    await records.list(call, USER_KEYS, '', 1);
  } catch (error) {
    if (!(error instanceof PartUnavailable && error.cause instanceof VaultRefusal)) throw error;
    if (error.cause.status !== 403) throw error;
    throw new StartError(
      "Vault refuses Coffer its token's rights: write the policy again that this version of Coffer ships (docker/openbao).",
    );
  }
}
