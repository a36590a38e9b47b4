import { SessionEnded } from '../errors.js';
import type { components } from '../generated/api.js';
import { CofferProblem } from '../http/problem.js';
import { exclusively } from './locks.js';
import { isOfAccount } from './token-account.js';
import type { AccountKeys, StoredSession, TokenStore } from './token-store.js';

export type Tokens = components['schemas']['TokensResponse'];

/** Milliseconds before expiry at which an access token is refreshed; a quarter of its life if that is less. */
const AHEAD_MS = 30_000;

/** The calls that a session makes. */
export interface SessionCalls {
  /** Checks that the server answers, before the refresh token is sent, which works only once. */
  reach(): Promise<void>;
  refresh(refreshToken: string): Promise<Tokens>;
}

/** The access token of a session. Clients that share a store refresh it one at a time. */
export class Session {
  constructor(
    private readonly store: TokenStore,
    private readonly calls: SessionCalls,
    private readonly now: () => number = Date.now,
  ) {}

  load(): Promise<StoredSession | null> {
    return this.store.load();
  }

  /** An access token that does not expire soon. Errors: {@link SessionEnded}. After NoAnswer and CofferProblem the session stays. */
  async accessToken(): Promise<string> {
    const session = await this.store.load();
    if (session === null) throw new SessionEnded('not_logged_in');
    return this.now() < session.renewAt ? session.accessToken : this.renewed(session.accessToken);
  }

  /**
   * A newer access token than `used`, which was refused or expires soon. A second caller waits for the lock and gets the
   * token of the first.
   */
  renewed(used: string): Promise<string> {
    return this.alone(async () => {
      const session = await this.store.load();
      if (session === null) throw new SessionEnded('session_ended');
      if (session.accessToken !== used) return session.accessToken;
      return (await this.refresh(session)).accessToken;
    });
  }

  /** Stores the account's changed key data for the next unlock. A session of another account keeps its own. */
  withKeys(account: string, keys: AccountKeys): Promise<void> {
    return this.alone(async () => {
      const session = await this.store.load();
      const isItsOwn = session !== null && isOfAccount(session.accessToken, account);
      if (isItsOwn) await this.store.save({ ...session, keys });
    });
  }

  async begin(tokens: Tokens): Promise<StoredSession> {
    return this.alone(() => this.keep(tokens));
  }

  /** Forgets the session and returns it. */
  end(): Promise<StoredSession | null> {
    return this.alone(async () => {
      const session = await this.store.load();
      await this.store.save(null);
      return session;
    });
  }

  private alone<T>(work: () => Promise<T>): Promise<T> {
    return this.store.exclusively?.(work) ?? exclusively(this.store.lockName, work);
  }

  /** Runs under the lock. A refresh with an unknown outcome ends the session here, since a second try looks like theft. */
  private async refresh(session: StoredSession): Promise<StoredSession> {
    await this.calls.reach();
    try {
      return await this.keep(await this.calls.refresh(session.refreshToken));
    } catch (cause) {
      if (cause instanceof CofferProblem && changedNothing(cause)) throw cause;
      await this.store.save(null);
      const isOver = cause instanceof CofferProblem && cause.status === 401;
      throw new SessionEnded(isOver ? 'session_ended' : 'refresh_lost', cause);
    }
  }

  private async keep(tokens: Tokens): Promise<StoredSession> {
    const life = tokens.expires_in * 1_000;
    const session: StoredSession = {
      accessToken: tokens.access_token,
      refreshToken: tokens.refresh_token,
      renewAt: this.now() + life - Math.min(AHEAD_MS, life / 4),
      passwordChangeRequired: tokens.password_change_required,
      keys: {
        kdf: tokens.kdf,
        encryptionSalt: tokens.encryption_salt,
        protectedUserKey: tokens.protected_user_key,
      },
    };
    await this.store.save(session);
    return session;
  }
}

/** True if the answer shows that the token was not used. */
function changedNothing({ status, code }: CofferProblem): boolean {
  return status === 429 || (status === 503 && !code.startsWith('outcome_') && code !== 'unknown');
}
