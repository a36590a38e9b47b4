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

interface Invitation {
  /** Null: it was mailed. */
  readonly invitation_token: string | null;
}

interface Made {
  readonly id: string;
  /** Null: the account has a password, or an earlier request with the same key made it. */
  readonly invitation: Invitation | null;
}

class Refused extends CommandFailed {
  constructor(
    status: number,
    readonly code?: string,
    detail = 'no reason was given',
  ) {
    super([
      status === 401
        ? 'The token is wrong or has expired: log in again and write the new one to the file.'
        : `The server refuses it (${status}): ${detail}`,
    ]);
  }
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
    const { username, hash } = record;
    try {
      // A repeat has the same key, so it makes no second account.
      const made = await this.sent<Made>(this.endpoint, bodyOf(record), { 'idempotency-key': randomUUID() });
      if (hash !== null) return { outcome: 'imported', token: null };
      const { invitation_token } = made.invitation ?? (await this.inviteAgain(made.id, username));
      return { outcome: 'invited', token: invitation_token };
    } catch (error) {
      if (error instanceof Refused && error.code === 'username_taken') return { outcome: 'exists', token: null };
      throw error;
    }
  }

  /** For an account whose first answer was lost: a repeat shows no invitation, which may not have been mailed either. */
  private async inviteAgain(id: string, username: string): Promise<Invitation> {
    try {
      return await this.sent<Invitation>(new URL(`users/${id}/invitation`, this.endpoint), {});
    } catch (error) {
      if (!(error instanceof CommandFailed)) throw error;
      const instead = `Invite the user: POST /api/v1/users/${id}/invitation.`;
      throw new CommandFailed([`${username} was made and has no invitation. ${error.message} ${instead}`]);
    }
  }

  /** The answer of the server, once it takes the request. Throws {@link Refused}. */
  private async sent<T>(endpoint: URL, body: object, headers: Record<string, string> = {}): Promise<T> {
    for (let attempt = 1; ; attempt += 1) {
      const { access } = this.token;
      const answer = await post(endpoint, body, { ...headers, authorization: `Bearer ${access}` });
      if (answer.ok) return answer.json() as Promise<T>;
      const { code, detail } = await problemOf(answer);
      const refusal = new Refused(answer.status, code, detail);
      if (attempt === ATTEMPTS) throw refusal;
      if (answer.status === 401 && (await this.token.renew(access))) continue;
      if (answer.status !== 429 && answer.status !== 503) throw refusal;
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

function waitOf(answer: Response): number {
  const seconds = Number(answer.headers.get('retry-after') ?? 1);
  return Number.isFinite(seconds) ? Math.min(Math.max(seconds, 1), LONGEST_WAIT) : 1;
}
