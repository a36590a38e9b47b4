import type { CofferClient, SecondStep } from '../coffer-client.js';
import { randomBytes, toBase64 } from '../crypto/bytes.js';
import { DEFAULT_KDF, type Kdf } from '../crypto/kdf-bounds.js';
import { type PasswordKeys, passwordKeys, SALT_BYTES } from '../crypto/password-keys.js';
import { UserKey } from '../crypto/user-key.js';
import { ServerDistrusted, SessionEnded } from '../errors.js';
import { accountOf, tokenOf } from '../session/token-account.js';
import type { StoredSession } from '../session/token-store.js';
import { MemorySeenStore, type SeenStore } from '../vault/seen-store.js';
import { ZeroKnowledgeVault } from '../vault/zero-knowledge-vault.js';
import { type Derivation, requireSameDerivation, requireTrusted, withDerivation } from './kdf-memory.js';

export interface AccountOptions {
  /** Default: {@link MemorySeenStore}, which remembers nothing over a restart. */
  readonly seen?: SeenStore;
}

export interface Login {
  readonly username: string;
  readonly password: string;
  /** True if the user says that the password was changed on another device, so a new salt is expected. */
  readonly acceptNewSalt?: boolean;
}

/** A login that needs a second factor. Verifying it returns the account. */
export interface AccountSecondStep extends Pick<SecondStep, 'methods' | 'sendEmail'> {
  verify(...proof: Parameters<SecondStep['verify']>): Promise<ZeroKnowledgeAccount>;
}

export type AccountLogin =
  | { readonly account: ZeroKnowledgeAccount; readonly secondStep: null }
  | { readonly account: null; readonly secondStep: AccountSecondStep };

/** An account whose password never leaves the client. */
export class ZeroKnowledgeAccount {
  readonly vault: ZeroKnowledgeVault;

  private constructor(
    private readonly client: CofferClient,
    private readonly seen: SeenStore,
    readonly userId: string,
    readonly username: string,
    userKey: UserKey,
  ) {
    this.vault = new ZeroKnowledgeVault(client, { userId, username }, userKey, seen);
  }

  /** Makes an account, without a login. Errors: CofferProblem `username_taken`, `registration_closed`. */
  static async register(
    client: CofferClient,
    { email, kdf = DEFAULT_KDF, ...given }: Login & { readonly email: string; readonly kdf?: Kdf },
  ): Promise<void> {
    const username = canonical(given.username);
    const derivation = { kdf, encryptionSalt: toBase64(randomBytes(SALT_BYTES)) };
    const keys = await passwordKeys(given.password, derivation.encryptionSalt, kdf);
    const { protectedUserKey } = await UserKey.make(keys.encryptionKey, username);
    await client.post('/api/v1/auth/register', {
      body: { username, email, login_secret: keys.loginSecret, ...onWire(derivation, protectedUserKey) },
    });
  }

  /** Errors: ServerDistrusted before anything is derived; CofferProblem `invalid_credentials`. */
  static async logIn(client: CofferClient, login: Login, options: AccountOptions = {}): Promise<AccountLogin> {
    const { seen = new MemorySeenStore() } = options;
    const username = canonical(login.username);
    const { data } = await client.post('/api/v1/auth/prelogin', { body: { username } });
    const derivation = { kdf: data.kdf, encryptionSalt: data.encryption_salt };
    requireTrusted(derivation, await seen.load(username), login.acceptNewSalt ?? false);
    const keys = await passwordKeys(login.password, derivation.encryptionSalt, derivation.kdf);
    const { session, secondStep } = await client.logIn({ username, login_secret: keys.loginSecret });
    const open = (begun: StoredSession) => ZeroKnowledgeAccount.opened(client, seen, username, derivation, keys, begun);
    if (session !== null) return { account: await open(session), secondStep: null };
    const verify: AccountSecondStep['verify'] = async (...proof) => open(await secondStep.verify(...proof));
    return { account: null, secondStep: { ...secondStep, verify } };
  }

  /** Unlocks the account of an existing session (of another tab, or from before a reload) with its password. */
  static async unlock(client: CofferClient, login: Login, options: AccountOptions = {}): Promise<ZeroKnowledgeAccount> {
    const { seen = new MemorySeenStore() } = options;
    const session = await sessionOf(client);
    const username = canonical(login.username);
    requireTrusted(session.keys, await seen.load(username), login.acceptNewSalt ?? false);
    const keys = await passwordKeys(login.password, session.keys.encryptionSalt, session.keys.kdf);
    return ZeroKnowledgeAccount.opened(client, seen, username, session.keys, keys, session);
  }

  /**
   * Changes the password, the salt and, if given, the derivation. The user key stays, so no entry changes. Ends all other
   * sessions. Errors: CofferProblem `invalid_credentials`. After NoAnswer either password may be valid, and a login with
   * the next one needs `acceptNewSalt`.
   */
  async changePassword(change: { readonly current: string; readonly next: string; readonly kdf?: Kdf }): Promise<void> {
    const { keys } = await sessionOf(this.client, this.userId);
    requireTrusted(keys, await this.seen.load(this.username), false);
    if (keys.protectedUserKey === null) throw new ServerDistrusted('cannot_open', 'protected_user_key');
    const derivation = { kdf: change.kdf ?? keys.kdf, encryptionSalt: toBase64(randomBytes(SALT_BYTES)) };
    const from = await passwordKeys(change.current, keys.encryptionSalt, keys.kdf);
    const to = await passwordKeys(change.next, derivation.encryptionSalt, derivation.kdf);
    const wrapped = await UserKey.rewrap(from.encryptionKey, to.encryptionKey, this.username, keys.protectedUserKey);
    const secrets = { current_login_secret: from.loginSecret, new_login_secret: to.loginSecret };
    const body = { ...secrets, ...onWire(derivation, wrapped) };
    await this.client.post('/api/v1/auth/password', { body, account: this.userId });
    await this.seen.update(this.username, (seen) => withDerivation(seen, derivation, this.userId));
    await this.client.session.withKeys(this.userId, { ...derivation, protectedUserKey: wrapped });
  }

  /** Proves the password again, for calls that need a fresh session. */
  async reauthenticate(password: string): Promise<void> {
    const session = await sessionOf(this.client, this.userId);
    requireTrusted(session.keys, await this.seen.load(this.username), false);
    const { loginSecret } = await passwordKeys(password, session.keys.encryptionSalt, session.keys.kdf);
    const body = { login_secret: loginSecret };
    await this.client.post('/api/v1/auth/reauthenticate', { body, account: this.userId });
  }

  /** Opens the user key of a session. Remembers the server's answers only after that. */
  private static async opened(
    client: CofferClient,
    seen: SeenStore,
    username: string,
    derivation: Derivation,
    { encryptionKey }: PasswordKeys,
    { keys, accessToken }: StoredSession,
  ): Promise<ZeroKnowledgeAccount> {
    requireSameDerivation(derivation, keys);
    if (keys.protectedUserKey === null) throw new ServerDistrusted('cannot_open', 'protected_user_key');
    const userKey = await UserKey.open(encryptionKey, username, keys.protectedUserKey);
    const { data: me } = await client.get('/api/v1/auth/me', { account: accountOf(accessToken) ?? undefined });
    const known = (await seen.load(username)).userId;
    if (me.username !== username || (known !== null && known !== me.id)) throw new ServerDistrusted('account_changed');
    await seen.update(username, (now) => withDerivation(now, derivation, me.id));
    return new ZeroKnowledgeAccount(client, seen, me.id, username, userKey);
  }
}

/** Errors: SessionEnded, also `other_account` if it is not a session of `account`. */
async function sessionOf(client: CofferClient, account?: string): Promise<StoredSession> {
  const session = await client.session.load();
  if (session === null) throw new SessionEnded('not_logged_in');
  tokenOf(account, session.accessToken);
  return session;
}

function onWire({ kdf, encryptionSalt }: Derivation, protectedUserKey: string) {
  return { kdf: { ...kdf }, encryption_salt: encryptionSalt, protected_user_key: protectedUserKey };
}

/** The canonical form in which the server compares names, so that the key opens for every typed case. */
function canonical(username: string): string {
  return username.normalize('NFKC').trim().toLowerCase();
}
