import { createHmac, createSecretKey, type KeyObject, randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { changeDocument, newId } from '#kernel';
import { Accounts, canonicalUsername, DEFAULT_KDF, foldedName, type Kdf } from '#users';
import { PRELOGIN_KEY_ID, type PreloginKey } from '../../domain/prelogin-key.js';
import { PreloginKeyStore } from '../../ports/prelogin-key.store.js';

const KEY_BYTES = 32;
/** As long as the salts of accounts. */
const SALT_BYTES = 16;

export interface KeyDerivation {
  readonly kdf: Kdf;
  /** base64 of 16 bytes. */
  readonly encryptionSalt: string;
}

/** Tells a client how to derive its keys before it logs in, and nobody whether there is such an account. */
@Injectable()
export class Prelogin {
  private key: Promise<KeyObject> | null = null;

  constructor(
    private readonly accounts: Accounts,
    private readonly store: PreloginKeyStore,
  ) {}

  /**
   * Of an account, in whatever state, its own; of any other name what it might have been, the same each time and in each
   * form of the name [R47].
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

  /** Of all nodes that ask for it first, one makes it. */
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
