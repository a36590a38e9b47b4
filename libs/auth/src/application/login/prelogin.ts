import { createHmac, createSecretKey, type KeyObject, randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { changeDocument, newId } from '#kernel';
import { Accounts, canonicalUsername, DEFAULT_KDF, foldedName, type Kdf } from '#users';
import { PRELOGIN_KEY_ID, type PreloginKey } from '../../domain/prelogin-key.js';
import { PreloginKeyStore } from '../../ports/prelogin-key.store.js';

const KEY_BYTES = 32;
/** The length of the salts of accounts. */
const SALT_BYTES = 16;

export interface KeyDerivation {
  readonly kdf: Kdf;
  /** base64 of 16 bytes. */
  readonly encryptionSalt: string;
}

/**
 * Gives a client the parameters of its key derivation before it logs in. Does not reveal whether the account exists.
 */
@Injectable()
export class Prelogin {
  private key: Promise<KeyObject> | null = null;

  constructor(
    private readonly accounts: Accounts,
    private readonly store: PreloginKeyStore,
  ) {}

  /**
   * The parameters of the account, in whatever state it is. For a name without an account: made-up parameters, the same
   * each time and for each spelling of the name [R47].
   */
  async derivationFor(typedName: string): Promise<KeyDerivation> {
    const username = canonicalUsername(typedName);
    const stored = username === null ? null : await this.accounts.findByUsername(username);
    const fake = await this.saltOf(username ?? foldedName(typedName));
    const { kdf, encryptionSalt } = stored?.value ?? { kdf: DEFAULT_KDF, encryptionSalt: fake };
    return { kdf, encryptionSalt };
  }

  private async saltOf(name: string): Promise<string> {
    const mac = createHmac('sha256', await this.loadedKey())
      .update(name, 'utf8')
      .digest();
    return mac.subarray(0, SALT_BYTES).toString('base64');
  }

  private loadedKey(): Promise<KeyObject> {
    this.key ??= this.loadOrMake().catch((error: unknown) => {
      this.key = null;
      throw error;
    });
    return this.key;
  }

  /** The stored key. The first node that asks for it makes it. */
  private async loadOrMake(): Promise<KeyObject> {
    const { stored } = await changeDocument<PreloginKey, PreloginKey>(this.store.keys, {
      id: PRELOGIN_KEY_ID,
      requestId: newId(),
      change: () => null,
      absent: () => ({ id: PRELOGIN_KEY_ID, key: randomBytes(KEY_BYTES).toString('base64') }),
    });
    return keyOf(stored.value.key);
  }
}

function keyOf(base64: string): KeyObject {
  const bytes = Buffer.from(base64, 'base64');
  const key = createSecretKey(bytes);
  bytes.fill(0);
  return key;
}
