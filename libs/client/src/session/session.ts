import { SessionEnded } from '../errors.js';
import type { components } from '../generated/api.js';
import { CofferProblem } from '../http/problem.js';
import { exclusively } from './locks.js';
import type { AccountKeys, StoredSession, TokenStore } from './token-store.js';

export type Tokens = components['schemas']['TokensResponse'];

/** Renewed this long before it expires, or a quarter of its life where that is less. Milliseconds. */
const AHEAD_MS = 30_000;

/** What a session needs of the server. */
export interface SessionCalls {
  /** Whether the server answers at all: asked before the refresh token, which works once, is risked. */
  reach(): Promise<void>;
  refresh(refreshToken: string): Promise<Tokens>;
}

/** The access token of whoever is logged in; renewed once at a time over everything that shares the store. */
export class Session {
  constructor(
    private readonly store: TokenStore,
    private readonly calls: SessionCalls,
    private readonly now: () => number = Date.now,
  ) {}

  load(): Promise<StoredSession | null> {
    return this.store.load();
  }

  /** One that is not about to expire. Errors: {@link SessionEnded}; NoAnswer and CofferProblem: the session stays. */
  async accessToken(): Promise<string> {
    const session = await this.store.load();
    if (session === null) throw new SessionEnded('not_logged_in');
    return this.now() < session.renewAt ? session.accessToken : this.renewed(session.accessToken);
  }

  /**
   * Another access token than `used`, which was refused or is about to expire. Whoever comes second finds, under the
   * lock, what the first one was given.
   */
  renewed(used: string): Promise<string> {
    return exclusively(this.store.lockName, async () => {
      const session = await this.store.load();
      if (session === null) throw new SessionEnded('session_ended');
      if (session.accessToken !== used) return session.accessToken;
      return (await this.refresh(session)).accessToken;
    });
  }

  /** The account's keys were changed in this session: the next unlock goes by them. */
  withKeys(keys: AccountKeys): Promise<void> {
    return exclusively(this.store.lockName, async () => {
      const session = await this.store.load();
      if (session !== null) await this.store.save({ ...session, keys });
    });
  }

  async begin(tokens: Tokens): Promise<StoredSession> {
    return exclusively(this.store.lockName, () => this.keep(tokens));
  }

  /** Forgets the session, and gives what there was. */
  end(): Promise<StoredSession | null> {
    return exclusively(this.store.lockName, async () => {
      const session = await this.store.load();
      await this.store.save(null);
      return session;
    });
  }

  /** Under the lock. A refresh whose outcome is not known ends the session here: trying again would look like theft. */
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

/** The server answered, and says that the token was not used up. */
function changedNothing({ status, code }: CofferProblem): boolean {
  return status === 429 || (status === 503 && !code.startsWith('outcome_') && code !== 'unknown');
}
