import { ServerDistrusted } from '../errors.js';
import { type Bytes, randomBytes } from './bytes.js';
import { consumedBy, hkdfKey, hkdfSource, type SecretKey, sealingKey } from './password-keys.js';
import { unwrap, wrap } from './sealing.js';

const KEY_BYTES = 32;
const FIRST_GENERATION = 1;

/** Binds a wrapped key to its account and purpose: the key of another account or purpose does not open. */
const userKeyFields = (username: string) => ['coffer/user-key/v1', username];
const vaultKeyFields = (userId: string, generation: number) => ['coffer/vault-key/v1', userId, String(generation)];

/** The random key of an account, from which all keys of its vault are derived. Not extractable. */
export class UserKey {
  private constructor(private readonly source: SecretKey) {}

  /** Makes a new key and its wrapped form for the server, `protected_user_key`. */
  static async make(encryptionKey: SecretKey, username: string) {
    return consumedBy(async (bytes) => {
      const protectedUserKey = await wrap(encryptionKey, bytes, userKeyFields(username));
      return { userKey: new UserKey(await hkdfSource(bytes)), protectedUserKey };
    }, randomBytes(KEY_BYTES));
  }

  /** Errors: ServerDistrusted `cannot_open` for the key of another password or account, or a changed key. */
  static async open(encryptionKey: SecretKey, username: string, protectedUserKey: string): Promise<UserKey> {
    const bytes = await unwrap(encryptionKey, protectedUserKey, userKeyFields(username), 'protected_user_key');
    return new UserKey(await consumedBy(hkdfSource, bytes));
  }

  /** Wraps the same key for another password. The raw bytes are in memory only meanwhile. */
  static async rewrap(from: SecretKey, to: SecretKey, username: string, protectedUserKey: string): Promise<string> {
    const fields = userKeyFields(username);
    const bytes = await unwrap(from, protectedUserKey, fields, 'protected_user_key');
    return consumedBy((key) => wrap(to, key, fields), bytes);
  }

  /**
   * The key that seals the entries of a generation. `wrappedKey` is null for the first generation, whose key is derived.
   * Errors: ServerDistrusted `cannot_open`.
   */
  async vaultKey(userId: string, generation: number, wrappedKey: string | null): Promise<SecretKey> {
    if (wrappedKey === null) {
      if (generation !== FIRST_GENERATION) throw new ServerDistrusted('cannot_open', 'wrapped_key');
      return hkdfKey(this.source, 'coffer/vault/1');
    }
    const bytes = await unwrap(await this.wrapping(), wrappedKey, vaultKeyFields(userId, generation), 'wrapped_key');
    return consumedBy(sealingKey, bytes);
  }

  /** Makes a random 32-byte key for a generation and wraps it. The caller overwrites `key`. */
  async wrapVaultKey(userId: string, generation: number, key: Bytes): Promise<string> {
    return wrap(await this.wrapping(), key, vaultKeyFields(userId, generation));
  }

  /** A separate key for wrapping, so that each key has one use. */
  private wrapping(): Promise<SecretKey> {
    return hkdfKey(this.source, 'coffer/vault-key-wrap/v1');
  }
}
