import { type Clock, engineBound, OutcomeUnknown, PartUnavailable } from '#kernel';
import { LoginRefused, loginFailure } from './login-failure.js';
import { isLastingStatus, objectOf, type VaultAnswer, type VaultClient } from './vault-client.js';
import { VaultFailure } from './vault-transport.js';

/** The time of one call of the port, in milliseconds, a new login included. Its contract allows 2 s. */
const CALL_MS = 1_800;
/** The pause after a renewal that failed, in milliseconds. */
const RETRY_RENEWAL_MS = 5_000;
/** A token is renewed after two thirds of its life, so that the rest is enough for further tries. */
const RENEW_AT = 2 / 3;
/** The longest delay of a timer, in milliseconds. With a longer one it would fire at once. */
const LONGEST_TIMER_MS = 2_147_483_647;

export type VaultAuth = { readonly token: string } | { readonly roleId: string; readonly secretId: string };

/** `compute`: a POST that changes nothing (Transit). `write`: a POST whose outcome is open after a lost answer. */
type Effect = 'read' | 'compute' | 'write';

/** Vault answered with a status that makes it unavailable. */
export class VaultRefusal extends Error {
  override readonly name = 'VaultRefusal';
  /** See `isLasting`. */
  readonly lasting: boolean;

  constructor(
    path: string,
    readonly status: number,
  ) {
    super(`Vault answered ${path} with ${status}`);
    this.lasting = isLastingStatus(status);
  }
}

/** The requests of one call of the port. They share one deadline. Answers with 400 and 404 are returned, not thrown. */
export interface VaultCall {
  read(path: string): Promise<VaultAnswer>;
  compute(path: string, data: object): Promise<VaultAnswer>;
  write(path: string, data: object): Promise<VaultAnswer>;
}

/** A client that is logged in. It renews its token before it expires, and logs in again once when the token is refused. */
export class VaultSession {
  private cancelRenewal: () => void = () => {};
  private loggingIn: Promise<void> | null = null;
  private logins = 0;
  private closed = false;

  constructor(
    private readonly client: VaultClient,
    private readonly auth: VaultAuth,
    private readonly clock: Clock,
  ) {}

  /** Logs in for the first time. `namespace`: only for the error. Errors: see {@link loginFailure}. */
  async open(namespace: string | null = null): Promise<void> {
    try {
      await this.logIn(this.deadline());
    } catch (error) {
      throw loginFailure(error, { auth: this.auth, namespace });
    }
  }

  /** Begins a call: its time runs from now. */
  begin(): VaultCall {
    const signal = this.deadline();
    return {
      read: (path) => this.request('read', path, null, signal),
      compute: (path, data) => this.request('compute', path, data, signal),
      write: (path, data) => this.request('write', path, data, signal),
    };
  }

  close(): void {
    this.closed = true;
    this.cancelRenewal();
    this.client.close();
  }

  /** Aborts when the time of one call is over. */
  private deadline(): AbortSignal {
    const over = new AbortController();
    this.clock.after(engineBound(CALL_MS), () => over.abort(new DOMException('no answer in time', 'TimeoutError')));
    return over.signal;
  }

  private async request(effect: Effect, path: string, data: object | null, signal: AbortSignal): Promise<VaultAnswer> {
    const before = this.logins;
    const first = await this.send(effect, path, data, signal);
    if (first.status !== 403) return usable(effect, path, first);
    // A refused request changed nothing, and is sent again. Another request may have logged in meanwhile.
    if (this.logins === before) {
      await this.logIn(signal).catch((error: unknown) => {
        throw new PartUnavailable('keyring', error);
      });
    }
    return usable(effect, path, await this.send(effect, path, data, signal));
  }

  private async send(effect: Effect, path: string, data: object | null, signal: AbortSignal): Promise<VaultAnswer> {
    try {
      return await (data === null ? this.client.read(path, signal) : this.client.write(path, data, signal));
    } catch (error) {
      const mayHaveLanded = effect === 'write' && (!(error instanceof VaultFailure) || error.sent);
      throw mayHaveLanded ? new OutcomeUnknown(error) : new PartUnavailable('keyring', error);
    }
  }

  private logIn(signal: AbortSignal): Promise<void> {
    this.loggingIn ??= this.newToken(signal)
      .then(() => {
        this.logins++;
      })
      .finally(() => {
        this.loggingIn = null;
      });
    return this.loggingIn;
  }

  private async newToken(signal: AbortSignal): Promise<void> {
    if ('token' in this.auth) {
      this.client.useToken(this.auth.token);
      const answer = await this.client.read('auth/token/lookup-self', signal);
      requireLogin(answer);
      const { ttl, renewable } = objectOf(answer.body.data);
      if (renewable === true) this.renewLater(ttl);
      return;
    }
    const { roleId, secretId } = this.auth;
    const login = { role_id: roleId, secret_id: secretId };
    const answer = await this.client.write('auth/approle/login', login, signal);
    requireLogin(answer);
    const granted = objectOf(answer.body.auth);
    this.client.useToken(String(granted.client_token));
    this.renewLater(granted.lease_duration);
  }

  /** `ttl`: in seconds. Nothing is renewed for a token that does not expire. */
  private renewLater(ttl: unknown): void {
    if (typeof ttl !== 'number' || ttl <= 0) return;
    this.schedule(Math.max(1_000, ttl * 1_000 * RENEW_AT), ttl);
  }

  private schedule(delay: number, ttl: number): void {
    this.cancelRenewal();
    if (this.closed) return;
    this.cancelRenewal = this.clock.after(Math.min(delay, LONGEST_TIMER_MS), () => {
      this.renew(ttl).catch(() => this.schedule(RETRY_RENEWAL_MS, ttl));
    });
  }

  private async renew(ttl: number): Promise<void> {
    const signal = this.deadline();
    const answer = await this.client.write('auth/token/renew-self', {}, signal);
    const granted = objectOf(answer.body.auth).lease_duration;
    // Near the end of its maximum life, each renewal gives a token less time: then a new token is needed.
    const shortened = typeof granted !== 'number' || granted < ttl / 2;
    if (!('token' in this.auth) && (answer.status >= 400 || shortened)) return this.logIn(signal);
    if (answer.status >= 400) throw new Error('the token was not renewed');
    this.renewLater(granted);
  }
}

function requireLogin(answer: VaultAnswer): void {
  if (answer.status >= 300) throw new LoginRefused(answer);
}

/** Redirections, 429 and 503 (sealed, or no active node) are sent before anything is done. */
function usable(effect: Effect, path: string, answer: VaultAnswer): VaultAnswer {
  const { status } = answer;
  if (status < 300 || status === 400 || status === 404) return answer;
  const cause = new VaultRefusal(path, status);
  if (effect === 'write' && status >= 500 && status !== 503) throw new OutcomeUnknown(cause);
  throw new PartUnavailable('keyring', cause);
}
