import type { KeyringConfig } from '#config';
import type { KeyManagement } from '#keys';

type Kind = KeyringConfig['kind'];
type KeyringConfigOf<K extends Kind> = Extract<KeyringConfig, { kind: K }>;
type OpenKeyring<K extends Kind> = (keyring: KeyringConfigOf<K>) => Promise<KeyManagement>;

/** Every keyring: a further one is one more entry here and in KeyringConfig. Only the chosen one is loaded. */
const KEYRINGS: { readonly [K in Kind]: () => Promise<OpenKeyring<K>> } = {
  local: async () => {
    const { LocalKeyring } = await import('#keyring-local');
    return ({ dir, passphrase }) => LocalKeyring.open({ dir, passphrase });
  },
  vault: async () => {
    const { VaultKeyring } = await import('#keyring-vault');
    return ({ vault }) => VaultKeyring.open(vault);
  },
};

/** Throws StartError, with one clear line. */
export async function openKeyring<K extends Kind>(
  keyring: KeyringConfigOf<K> & { readonly kind: K },
): Promise<KeyManagement> {
  const open = await KEYRINGS[keyring.kind]();
  return open(keyring);
}
