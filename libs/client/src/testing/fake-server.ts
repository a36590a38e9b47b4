import { toBase64Url, utf8 } from '../crypto/bytes.js';
import { FakeEntries, Refusal, type Row } from './fake-entries.js';

type Json = Record<string, unknown>;

export interface Arrived {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: Headers;
  readonly body: Json;
}

/** Changes an answer of the server, or a request to it. Null keeps the answer. */
export type Tamper = (arrived: Arrived, answer: Json) => Json | null;

export const USER_ID = '01935b2f-5c1e-7a3b-9c4d-2f6a8e0b1c2d';

/** An account of the server, and its vault. */
export class FakeUser {
  readonly entries = new FakeEntries();

  account: Json = {};

  constructor(readonly id: string) {}
}

/** One account on a server in memory, and others that a test adds, behind a `fetch` that a test can tamper with. */
export class FakeServer {
  readonly arrived: Arrived[] = [];
  /** The account of most tests. */
  readonly first = new FakeUser(USER_ID);
  private readonly users = [this.first];
  tamper: Tamper = () => null;
  /** Called before an answer is returned. Throws to lose the answer. */
  lose: (arrived: Arrived) => void | Promise<void> = () => {};
  expiresIn = 900;
  private issued = 0;
  private readonly access = new Map<string, FakeUser>();
  private readonly refresh = new Map<string, FakeUser>();

  get entries(): FakeEntries {
    return this.first.entries;
  }

  get account(): Json {
    return this.first.account;
  }

  set account(account: Json) {
    this.first.account = account;
  }

  /** Adds another account. */
  add(id: string): FakeUser {
    const user = new FakeUser(id);
    this.users.push(user);
    return user;
  }

  readonly fetch = async (request: Request): Promise<Response> => {
    const url = new URL(request.url);
    const text = await request.text();
    const body = (text === '' ? {} : JSON.parse(text)) as Json;
    const { method, headers } = request;
    const arrived: Arrived = { method, path: url.pathname, query: url.searchParams, headers, body };
    this.arrived.push(arrived);
    try {
      const answer = this.answer(arrived);
      await this.lose(arrived);
      if (answer === null) return new Response(null, { status: 204 });
      return Response.json(this.tamper(arrived, answer) ?? answer);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      const { status, code, errors } = error;
      const problem = { type: 'about:blank', title: code, status, code, detail: code, request_id: 'r', errors };
      return new Response(JSON.stringify(problem), { status, headers: { 'content-type': 'application/problem+json' } });
    }
  };

  count(method: string, path: string): number {
    return this.arrived.filter((one) => one.method === method && one.path === `/api/v1${path}`).length;
  }

  /** Refuses every earlier access token from now on. */
  forgetAccess(): void {
    this.access.clear();
  }

  private named(username: unknown): FakeUser {
    return this.users.find(({ account }) => account.username === username) ?? this.first;
  }

  private answer(arrived: Arrived): Json | null {
    const { method, path, headers, body } = arrived;
    const route = `${method} ${path.replace('/api/v1', '')}`;
    const open = this.anonymous(route, body);
    if (open !== undefined) return open;
    const user = this.access.get(headers.get('authorization')?.slice(7) ?? '');
    if (user === undefined) throw new Refusal(401, 'unauthenticated');
    if (route === 'GET /auth/me') return { id: user.id, username: user.account.username };
    if (route === 'POST /auth/password') return this.change(user, body);
    if (route === 'POST /auth/reauthenticate') return null;
    if (path.startsWith('/api/v1/entries')) return this.entriesAnswer(user, route, arrived) as Json | null;
    throw new Refusal(404, 'not_found');
  }

  /** Undefined for a route that needs a token. */
  private anonymous(route: string, body: Json): Json | null | undefined {
    const user = this.named(body.username);
    const { kdf, encryption_salt } = user.account;
    switch (route) {
      case 'GET /health':
        return { status: 'ok' };
      case 'POST /auth/register':
        this.account = body;
        return { id: USER_ID };
      case 'POST /auth/prelogin':
        return { kdf, encryption_salt };
      case 'POST /auth/login':
        if (body.login_secret !== user.account.login_secret) throw new Refusal(401, 'invalid_credentials');
        return this.tokens(user);
      case 'POST /auth/refresh':
        return this.refreshed(String(body.refresh_token));
      case 'POST /auth/token/exchange':
        return { access_token: this.accessToken(this.first), token_type: 'bearer', expires_in: this.expiresIn };
      case 'POST /auth/logout':
        this.refresh.delete(String(body.refresh_token));
        return null;
      default:
        return undefined;
    }
  }

  private change(user: FakeUser, { current_login_secret, new_login_secret, ...keys }: Json): null {
    if (current_login_secret !== user.account.login_secret) throw new Refusal(401, 'invalid_credentials');
    user.account = { ...user.account, ...keys, login_secret: new_login_secret };
    return null;
  }

  private refreshed(token: string): Json {
    const user = this.refresh.get(token);
    if (user === undefined) throw new Refusal(401, 'invalid_refresh_token');
    this.refresh.delete(token);
    return this.tokens(user);
  }

  private accessToken(user: FakeUser): string {
    this.issued += 1;
    const parts = [{ alg: 'none' }, { sub: user.id, jti: `access-${this.issued}` }];
    const token = [...parts.map((part) => toBase64Url(utf8(JSON.stringify(part)))), 'signature'].join('.');
    this.access.set(token, user);
    return token;
  }

  private tokens(user: FakeUser): Json {
    const access_token = this.accessToken(user);
    const refresh_token = `refresh-${this.issued}`;
    this.refresh.set(refresh_token, user);
    const { kdf, encryption_salt, protected_user_key } = user.account;
    const times = { expires_in: this.expiresIn, refresh_expires_in: 604_800, token_type: 'bearer' };
    const keys = { kdf, encryption_salt, protected_user_key, password_change_required: false };
    return { access_token, refresh_token, ...times, ...keys };
  }

  private entriesAnswer({ entries }: FakeUser, route: string, { query, headers, body }: Arrived): object | null {
    const [, first = '', second = '', third = ''] = route.split(' ')[1]?.slice(1).split('/') ?? [];
    const seen = Number(headers.get('if-match')?.replaceAll('"', ''));
    if (first === '') {
      if (route.startsWith('POST')) return entries.put(String(body.id), body as unknown as Row, null);
      const since = query.get('since');
      const limit = Math.min(Number(query.get('limit') ?? 50), 3);
      return entries.list(since === null ? null : Number(since), limit, Number(query.get('cursor') ?? 0));
    }
    if (first === 'rekeys') return this.rekeyAnswer(entries, [route, second, third], body);
    if (first === 'generations') return second === '' ? entries.generations() : entries.restore(Number(second));
    if (second === 'history') return entries.history(first);
    if (route.startsWith('PUT')) return entries.put(first, body as unknown as Row, seen);
    if (route.startsWith('GET')) return entries.get(first);
    entries.remove(first, seen);
    return null;
  }

  private rekeyAnswer(entries: FakeEntries, [route, id, part]: [string, string, string], body: Json): object | null {
    if (id === '') return entries.begin(String(body.wrapped_key));
    if (part === 'entries') return entries.stage(id, body.entries as Row[]);
    if (part === 'publish') return entries.publish(id, body.manifest as string[]);
    if (!route.startsWith('DELETE')) throw new Refusal(404, 'not_found');
    entries.abandon(id);
    return null;
  }
}
