import type { Environment } from './environment.js';

/** Which store holds the documents. */
export type StoreConfig =
  | { readonly kind: 'sqlite'; readonly dataDir: string }
  | { readonly kind: 'mongodb'; readonly url: string; readonly dbName: string; readonly caFile: string | null };

/** Which keyring holds the keys. */
export type KeyringConfig =
  | { readonly kind: 'local'; readonly dir: string; readonly passphrase: string | null }
  | { readonly kind: 'vault'; readonly vault: VaultConfig };

/** A Vault or OpenBao server, and what Coffer uses there. */
export interface VaultConfig {
  readonly addr: string;
  readonly caFile: string | null;
  readonly namespace: string | null;
  readonly auth: { readonly token: string } | { readonly roleId: string; readonly secretId: string };
  readonly mode: 'transit' | 'kv';
  readonly kvMount: string;
  readonly transitMount: string;
  readonly transitKey: string;
  /** The name of the key in Transit that signs checkpoints of the audit. */
  readonly auditKey: string;
}

/** The roots of trust that the environment gives. */
export interface RootsConfig {
  /** The folder of those that are made because the environment gives none. Null: the environment gives all. */
  readonly dir: string | null;
  readonly jwtSecret: string | null;
  readonly jwtSecretPrevious: string | null;
  readonly pepper: string | null;
  readonly pepperPrevious: string | null;
  readonly pepperVersion: number;
}

export function storeOf(env: Environment): StoreConfig {
  if (!env.MONGODB_URL) return { kind: 'sqlite', dataDir: env.DATA_DIR };
  return { kind: 'mongodb', url: env.MONGODB_URL, dbName: env.DB_NAME, caFile: env.MONGODB_CA_FILE ?? null };
}

export function keyringOf(env: Environment): KeyringConfig {
  if (!env.VAULT_ADDR) return { kind: 'local', dir: env.KEYRING_DIR, passphrase: env.KEYRING_PASSPHRASE ?? null };
  const auth =
    env.VAULT_ROLE_ID && env.VAULT_SECRET_ID
      ? { roleId: env.VAULT_ROLE_ID, secretId: env.VAULT_SECRET_ID }
      : { token: env.VAULT_TOKEN ?? '' };
  const vault = {
    addr: env.VAULT_ADDR,
    caFile: env.VAULT_CA_FILE ?? null,
    namespace: env.VAULT_NAMESPACE ?? null,
    auth,
    mode: env.VAULT_MASTER_KEY,
    kvMount: env.VAULT_KV_MOUNT,
    transitMount: env.VAULT_TRANSIT_MOUNT,
    transitKey: env.VAULT_TRANSIT_KEY,
    auditKey: env.VAULT_AUDIT_KEY,
  };
  return { kind: 'vault', vault };
}

export function rootsOf(env: Environment): RootsConfig {
  return {
    dir: env.VAULT_ADDR ? null : env.KEYRING_DIR,
    jwtSecret: env.JWT_SECRET ?? null,
    jwtSecretPrevious: env.JWT_SECRET_PREVIOUS ?? null,
    pepper: env.PEPPER ?? null,
    pepperPrevious: env.PEPPER_PREVIOUS ?? null,
    pepperVersion: env.PEPPER_VERSION,
  };
}
