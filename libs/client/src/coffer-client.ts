import type { components } from './generated/api.js';
import { type CallInit, Calls } from './http/calls.js';
import { CofferProblem } from './http/problem.js';
import { Transport, type TransportOptions } from './http/transport.js';
import type { Answer, AnswerOf, InitOfCall, Method, PathOf } from './http/typed.js';
import { KeyBearer } from './session/bearer.js';
import { Session, type Tokens } from './session/session.js';
import { MemoryTokenStore, type StoredSession, type TokenStore } from './session/token-store.js';
import { type Exchange, type Workload, WorkloadBearer } from './session/workload-bearer.js';

type Credential = components['schemas']['LoginRequest'];
type MfaRequired = components['schemas']['MfaRequiredResponse'];
type FactorMethod = components['schemas']['VerifyMfaRequest']['method'];

export interface ClientOptions extends TransportOptions {
  /** The URL of the server, without /api/v1: `https://coffer.example.org`. */
  readonly baseUrl: string;
  /**
   * The key of a service account, for programs: `coffer_sk_...`. Such a client has no session, and {@link CofferClient.logIn}
   * makes none that it uses. Keep it out of browsers.
   */
  readonly key?: string;
  /** In place of a key: a token of the platform, which is exchanged for access tokens. */
  readonly workload?: Workload;
  /** Default: {@link MemoryTokenStore}. */
  readonly tokens?: TokenStore;
  /** For tests: milliseconds since 1970. */
  readonly now?: () => number;
}

/** A login that needs a second factor. There is no session until {@link verify}. */
export interface SecondStep {
  readonly methods: MfaRequired['mfa_methods'];
  /** Mails a code, if `methods` contains `email`. */
  sendEmail(): Promise<void>;
  /** Errors: CofferProblem `invalid_code`, after which another code can be tried within 5 minutes of the login. */
  verify(method: FactorMethod, code: string): Promise<StoredSession>;
}

/** Either the session or the second step that is still needed. */
export type LoginResult =
  | { readonly session: StoredSession; readonly secondStep: null }
  | { readonly session: null; readonly secondStep: SecondStep };

/** A client of one server, with one session, one key or one workload. Every method throws CofferProblem, NoAnswer or SessionEnded. */
export class CofferClient {
  readonly session: Session;
  private readonly calls: Calls;

  constructor({ baseUrl, key, workload, tokens = new MemoryTokenStore(), now, ...transport }: ClientOptions) {
    if (key !== undefined && workload !== undefined) throw new TypeError('Give a key or a workload, not both.');
    const exchange: Exchange = async (body) => (await this.post('/api/v1/auth/token/exchange', { body })).data;
    const program = workload === undefined ? null : new WorkloadBearer(workload, exchange, now);
    const bearer = key === undefined ? program : new KeyBearer(key);
    this.calls = new Calls(baseUrl, new Transport(transport), () => bearer ?? this.session);
    const reach = async () => void (await this.call('get', '/health'));
    const refresh = async (token: string) =>
      (await this.post('/api/v1/auth/refresh', { body: { refresh_token: token } })).data;
    this.session = new Session(tokens, { reach, refresh }, now);
  }

  get<P extends PathOf<'get'>>(path: P, ...[init]: InitOfCall<P, 'get'>) {
    return this.typed<P, 'get'>('get', path, init);
  }

  post<P extends PathOf<'post'>>(path: P, ...[init]: InitOfCall<P, 'post'>) {
    return this.typed<P, 'post'>('post', path, init);
  }

  put<P extends PathOf<'put'>>(path: P, ...[init]: InitOfCall<P, 'put'>) {
    return this.typed<P, 'put'>('put', path, init);
  }

  patch<P extends PathOf<'patch'>>(path: P, ...[init]: InitOfCall<P, 'patch'>) {
    return this.typed<P, 'patch'>('patch', path, init);
  }

  delete<P extends PathOf<'delete'>>(path: P, ...[init]: InitOfCall<P, 'delete'>) {
    return this.typed<P, 'delete'>('delete', path, init);
  }

  /** Calls any path of the document with an untyped answer: for streams (`parseAs`) and newer servers. */
  call(method: Method, path: string, init?: CallInit): Promise<Answer<unknown>> {
    return this.calls.call(method, path, init);
  }

  /** Logs in with a password, or with a login secret that the caller derived. Errors: CofferProblem `invalid_credentials`. */
  async logIn(credential: Credential): Promise<LoginResult> {
    const { data } = await this.post('/api/v1/auth/login', { body: credential });
    if (!('mfa_required' in data)) return { session: await this.session.begin(data), secondStep: null };
    return { session: null, secondStep: this.secondStep(data) };
  }

  /** Ends the session here at once and on the server. A session that has already ended is no error. */
  async logOut(): Promise<void> {
    const ended = await this.session.end();
    if (ended === null) return;
    try {
      await this.post('/api/v1/auth/logout', { body: { refresh_token: ended.refreshToken } });
    } catch (error) {
      if (!(error instanceof CofferProblem) || error.status !== 401) throw error;
    }
  }

  /** Makes the session fresh for 5 minutes. Changes of second factors and re-keys need a fresh session. */
  async reauthenticate(proof: components['schemas']['ReauthenticateRequest']): Promise<void> {
    await this.post('/api/v1/auth/reauthenticate', { body: proof });
  }

  async isLoggedIn(): Promise<boolean> {
    return (await this.session.load()) !== null;
  }

  private secondStep({ mfa_token, mfa_methods }: MfaRequired): SecondStep {
    return {
      methods: mfa_methods,
      sendEmail: async () => void (await this.post('/api/v1/auth/mfa/email/send', { body: { mfa_token } })),
      verify: async (method, code) => {
        const { data } = await this.post('/api/v1/auth/mfa/verify', { body: { mfa_token, method, code } });
        return this.session.begin(data as Tokens);
      },
    };
  }

  private typed<P extends PathOf<M>, M extends Method>(method: M, path: P, init: unknown): AnswerOf<P, M> {
    return this.calls.call(method, path, init as CallInit | undefined) as AnswerOf<P, M>;
  }
}
