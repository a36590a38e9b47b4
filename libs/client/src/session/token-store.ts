import { DatabaseStorage, type TextStorage } from './database-storage.js';

/** What the server says of the keys of the account, each time that it gives tokens. */
export interface AccountKeys {
  readonly kdf: {
    readonly algorithm: 'argon2id' | 'pbkdf2-sha256';
    readonly memory_kib?: number;
    readonly iterations: number;
    readonly parallelism?: number;
  };
  /** base64 of 16 bytes. */
  readonly encryptionSalt: string;
  /** base64; null: the account has none. */
  readonly protectedUserKey: string | null;
}

/** A session as its client keeps it. Times are milliseconds since 1970 on the client's own clock. */
export interface StoredSession {
  readonly accessToken: string;
  readonly refreshToken: string;
  /** From then on the access token is renewed before it is used. */
  readonly renewAt: number;
  readonly passwordChangeRequired: boolean;
  readonly keys: AccountKeys;
}

/**
 * Where a session is kept. Everything that shares a store shares its lock name, and changes it under that lock alone.
 */
export interface TokenStore {
  readonly lockName: string;
  load(): Promise<StoredSession | null>;
  /** null: there is no session any more. */
  save(session: StoredSession | null): Promise<void>;
}

/** For Node, and for pages that forget: gone with the process. */
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
 * One session for all tabs of an origin, in IndexedDB unless another storage is given. Scripts of the page can
 * read it: a page that cannot keep foreign scripts out should use {@link MemoryTokenStore}.
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

/** What is not a session (another program wrote there) counts as none. */
function readSession(text: string): StoredSession | null {
  try {
    const value = JSON.parse(text) as Partial<StoredSession> | null;
    const isOne = typeof value?.accessToken === 'string' && typeof value.refreshToken === 'string' && value.keys;
    return isOne ? (value as StoredSession) : null;
  } catch {
    return null;
  }
}
