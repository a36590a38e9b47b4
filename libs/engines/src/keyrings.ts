import type { CheckpointSigner, SigningHead } from '#audit-proofs';
import type { KeyringConfig } from '#config';
import { StartError } from '#kernel';
import type { KeyManagement } from '#keys';

type Kind = KeyringConfig['kind'];
type KeyringConfigOf<K extends Kind> = Extract<KeyringConfig, { kind: K }>;
type OpenKeyring<K extends Kind> = (keyring: KeyringConfigOf<K>) => Promise<Keyring>;

/** A keyring, and what it keeps and does for signed checkpoints. */
export type Keyring = KeyManagement & {
  readonly head: SigningHead;
  readonly signer: CheckpointSigner;
};

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

/** Adds, changes or removes (null) the passphrase of the embedded keyring. No other process may hold it. */
export async function changePassphrase(keyring: KeyringConfig, passphrase: string | null): Promise<void> {
  if (keyring.kind !== 'local') throw new StartError('VAULT_ADDR is set: only the embedded keyring has a passphrase');
  const { LocalKeyring } = await import('#keyring-local');
  const opened = await LocalKeyring.open(keyring);
  try {
    if ((await opened.masterVersions()).length === 0) {
      throw new StartError(
        'KEYRING_DIR holds no keyring: name the one that the server uses, or start the server first.',
      );
    }
    if (passphrase === null && keyring.passphrase === null) {
      throw new StartError('The keyring has no passphrase: there is none to remove.');
    }
    await opened.changePassphrase(passphrase);
  } finally {
    await opened.close();
  }
}

/** Throws StartError, with one clear line. */
export async function openKeyring<K extends Kind>(
  keyring: KeyringConfigOf<K> & { readonly kind: K },
): Promise<Keyring> {
  const open = await KEYRINGS[keyring.kind]();
  return open(keyring);
}
