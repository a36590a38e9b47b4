import { randomUUID } from 'node:crypto';
import { CommandFailed } from '#command';
import type { Clock } from '#kernel';
import type { ImportRecord } from '#users';
import { ServerToken } from './server-token.js';

/** The server answers within 30 s, or the request has failed. */
const ANSWER_MS = 60_000;
/** Times that one account is sent: a server that is busy or limits the caller says when to try again. */
const ATTEMPTS = 20;
/** The longest wait that is obeyed between two of them, in seconds. */
const LONGEST_WAIT = 60;
const LOOPBACK = new Set(['localhost', '127.0.0.1', '[::1]']);

/** Where a running server is, and the file with the access token of an administrator. */
export interface ServerAccess {
  readonly url: string;
  readonly tokenFile: string;
}

/** What became of a line. */
export interface Imported {
  readonly outcome: 'imported' | 'invited' | 'exists';
  /** The token of an invitation that was not mailed, for the operator to pass on. Null: there is none. */
  readonly token: string | null;
}

/** Imports accounts over the API of a running server: it holds the keyring, and checks what the token may do. */
export class ApiImport {
  private constructor(
    private readonly endpoint: URL,
    private readonly token: ServerToken,
    private readonly clock: Clock,
  ) {}

  /** Throws CommandFailed for a URL over which the token would be sent in the clear, and a file without a token. */
  static async open({ url, tokenFile }: ServerAccess, clock: Clock): Promise<ApiImport> {
    const base = URL.parse(url.endsWith('/') ? url : `${url}/`);
    if (base?.protocol !== 'https:' && !(base?.protocol === 'http:' && LOOPBACK.has(base.hostname)))
      throw new CommandFailed(['--server must be an https URL, or an http URL of this machine.']);
    const refreshes = new URL('api/v1/auth/refresh', base);
    const token = await ServerToken.read(tokenFile, async (refresh_token) => {
      const answer = await post(refreshes, { refresh_token });
      return answer.ok ? answer.json() : null;
    });
    return new ApiImport(new URL('api/v1/users', base), token, clock);
  }

  /** Throws CommandFailed with the server's words, which show no value. */
  async import(record: ImportRecord): Promise<Imported> {
    const key = randomUUID();
    for (let attempt = 1; ; attempt += 1) {
      const { access } = this.token;
      // A repeat has the same key, so it makes no second account.
      const answer = await post(this.endpoint, bodyOf(record), {
        authorization: `Bearer ${access}`,
        'idempotency-key': key,
      });
      if (answer.status === 201) return madeBy(record, await answer.json());
      const { code, detail } = await problemOf(answer);
      if (code === 'username_taken') return { outcome: 'exists', token: null };
      if (attempt === ATTEMPTS) throw refused(answer.status, detail);
      if (answer.status === 401 && (await this.token.renew(access))) continue;
      if (answer.status !== 429 && answer.status !== 503) throw refused(answer.status, detail);
      await this.clock.sleep(waitOf(answer) * 1_000);
    }
  }
}

async function post(endpoint: URL, body: object, headers: Record<string, string> = {}): Promise<Response> {
  const options = { method: 'POST', redirect: 'error', signal: AbortSignal.timeout(ANSWER_MS) } as const;
  const all = { ...headers, 'content-type': 'application/json' };
  try {
    return await fetch(endpoint, { ...options, headers: all, body: JSON.stringify(body) });
  } catch {
    throw new CommandFailed(['The server does not answer.']);
  }
}

function madeBy({ hash }: ImportRecord, answer: unknown): Imported {
  if (hash !== null) return { outcome: 'imported', token: null };
  const { invitation } = answer as { invitation?: { invitation_token?: string | null } | null };
  return { outcome: 'invited', token: invitation?.invitation_token ?? null };
}

function bodyOf({ username, email, hash, roles }: ImportRecord): object {
  return {
    ...{ username, email },
    ...(hash && { hashed_password: hash.bcrypt, input: hash.importedHash.input }),
    ...(hash && hash.importedHash.hexSalt !== null && { salt: hash.importedHash.hexSalt }),
    roles: roles.map((one) => {
      if (typeof one === 'string') return one;
      return { name: one.name, expires_at: one.expiresAt === null ? null : new Date(one.expiresAt).toISOString() };
    }),
  };
}

async function problemOf(answer: Response): Promise<{ readonly code?: string; readonly detail?: string }> {
  return answer.json().catch(() => ({})) as Promise<{ code?: string; detail?: string }>;
}

function refused(status: number, detail = 'no reason was given'): CommandFailed {
  if (status !== 401) return new CommandFailed([`The server refuses it (${status}): ${detail}`]);
  return new CommandFailed(['The token is wrong or has expired: log in again and write the new one to the file.']);
}

function waitOf(answer: Response): number {
  const seconds = Number(answer.headers.get('retry-after') ?? 1);
  return Number.isFinite(seconds) ? Math.min(Math.max(seconds, 1), LONGEST_WAIT) : 1;
}
