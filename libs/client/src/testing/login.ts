import { type Login, ZeroKnowledgeAccount } from '../account/zero-knowledge-account.js';
import { type ClientOptions, CofferClient } from '../coffer-client.js';
import { randomBytes, toBase64, utf8 } from '../crypto/bytes.js';
import { sealingKey } from '../crypto/password-keys.js';
import { UserKey } from '../crypto/user-key.js';
import type { TextStorage } from '../session/database-storage.js';
import { MemorySeenStore, type SeenStore } from '../vault/seen-store.js';
import type { VaultOwner } from '../vault/vault-view.js';
import { ZeroKnowledgeVault } from '../vault/zero-knowledge-vault.js';
import type { FakeServer, FakeUser } from './fake-server.js';

export const LOGIN: Login = { username: 'ada', password: 'Violet-Kettle-42-Harbor' };
/** The cheapest derivation that a client accepts, so that a suite can log in often. */
export const CHEAP = { algorithm: 'argon2id', memory_kib: 19_456, iterations: 2, parallelism: 1 } as const;

export const content = (text: string) => ({ data: utf8(text) });

export function clientOf(server: FakeServer, options: Partial<ClientOptions> = {}): CofferClient {
  return new CofferClient({ baseUrl: 'http://coffer.test', fetch: server.fetch, sleep: async () => {}, ...options });
}

export async function registered(server: FakeServer): Promise<void> {
  await ZeroKnowledgeAccount.register(clientOf(server), { ...LOGIN, email: 'ada@example.org', kdf: CHEAP });
}

/** Another device of the account, with the memory `seen`. */
export async function device(server: FakeServer, seen: SeenStore = new MemorySeenStore(), login: Login = LOGIN) {
  const client = clientOf(server);
  const { account } = await ZeroKnowledgeAccount.logIn(client, login, { seen });
  if (account === null) throw new Error('this account has a second factor');
  return { client, seen, account, vault: account.vault };
}

/** A storage in memory, which tabs of one origin can share. */
export class FakeStorage implements TextStorage {
  readonly values = new Map<string, string>();
  getItem = (name: string) => this.values.get(name) ?? null;
  setItem = (name: string, value: string) => void this.values.set(name, value);
  removeItem = (name: string) => void this.values.delete(name);
}

/** An account with random keys, so that a suite about its vault needs no login. */
export class Kept {
  private constructor(
    readonly server: FakeServer,
    private readonly owner: VaultOwner,
    private readonly userKey: UserKey,
  ) {}

  static async on(server: FakeServer, user: FakeUser = server.first, username = LOGIN.username): Promise<Kept> {
    const { userKey, protectedUserKey } = await UserKey.make(await sealingKey(randomBytes(32)), username);
    const encryption_salt = toBase64(randomBytes(16));
    const keys = { kdf: CHEAP, encryption_salt, protected_user_key: protectedUserKey };
    user.account = { username, login_secret: 'kept', ...keys };
    return new Kept(server, { userId: user.id, username }, userKey);
  }

  /** A device with the memory `seen`. */
  async device(seen: SeenStore = new MemorySeenStore(), options: Partial<ClientOptions> = {}) {
    const client = clientOf(this.server, options);
    await this.logIn(client);
    return { client, seen, vault: new ZeroKnowledgeVault(client, this.owner, this.userKey, seen) };
  }

  async logIn(client: CofferClient): Promise<void> {
    await client.logIn({ username: this.owner.username, login_secret: 'kept' });
  }
}
