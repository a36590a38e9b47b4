import { DatabaseStorage, type TextStorage } from './database-storage.js';

/** The key data of the account, which comes with tokens. */
export interface AccountKeys {
  readonly kdf: {
    readonly algorithm: 'argon2id' | 'pbkdf2-sha256';
    readonly memory_kib?: number;
    readonly iterations: number;
    readonly parallelism?: number;
  };
  /** base64 of 16 bytes. */
  readonly encryptionSalt: string;
  /** base64; null if the account has none. */
  readonly protectedUserKey: string | null;
}

/** A session as its client stores it. Times are milliseconds since 1970 on the client's clock. */
export interface StoredSession {
  readonly accessToken: string;
  readonly refreshToken: string;
  /** From this time on, the access token is refreshed before use. */
  readonly renewAt: number;
  readonly passwordChangeRequired: boolean;
  readonly keys: AccountKeys;
}

/**
 * Stores a session. Clients that share a store share its lock name, and change the session only under that lock.
 */
export interface TokenStore {
  readonly lockName: string;
  load(): Promise<StoredSession | null>;
  /** Null ends the session. */
  save(session: StoredSession | null): Promise<void>;
  /** Runs `work` alone among all that share the store, if that is more than one process. Default: a lock of `lockName`. */
  exclusively?<T>(work: () => Promise<T>): Promise<T>;
}

/** Keeps the session in memory, until the process or page ends. */
export class MemoryTokenStore implements TokenStore {
  readonly lockName = `coffer:${crypto.randomUUID()}`;
  private session: StoredSession | null = null;

  async load(): Promise<StoredSession | null> {
    return this.session;
  }

  async save(session: StoredSession | null): Promise<void> {
    this.session = session;
  }
}

/**
 * One session for all tabs of an origin, in IndexedDB or another storage. Every script of the page can read it. A page
 * that may run foreign scripts should use {@link MemoryTokenStore}.
 */
export class WebTokenStore implements TokenStore {
  readonly lockName: string;

  constructor(
    private readonly name = 'coffer:session',
    private readonly storage: TextStorage = new DatabaseStorage(),
  ) {
    this.lockName = name;
  }

  async load(): Promise<StoredSession | null> {
    const text = await this.storage.getItem(this.name);
    return text === null ? null : readSession(text);
  }

  async save(session: StoredSession | null): Promise<void> {
    if (session === null) await this.storage.removeItem(this.name);
    else await this.storage.setItem(this.name, JSON.stringify(session));
  }
}

/** Reads a stored session. Anything else, which another program wrote, counts as none. */
function readSession(text: string): StoredSession | null {
  try {
    const value = JSON.parse(text) as Partial<StoredSession> | null;
    const isOne = typeof value?.accessToken === 'string' && typeof value.refreshToken === 'string' && value.keys;
    return isOne ? (value as StoredSession) : null;
  } catch {
    return null;
  }
}
