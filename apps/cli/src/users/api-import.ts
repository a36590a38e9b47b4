import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { Clock } from '#kernel';
import type { ImportRecord } from '#users';
import { CommandFailed } from '../failure.js';

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

/** Imports accounts over the API of a running server: it holds the keyring, and checks what the token may do. */
export class ApiImport {
  private constructor(
    private readonly endpoint: URL,
    private readonly token: string,
    private readonly clock: Clock,
  ) {}

  /** Throws CommandFailed for a URL over which the token would be sent in the clear, and a file without a token. */
  static async open({ url, tokenFile }: ServerAccess, clock: Clock): Promise<ApiImport> {
    const base = URL.parse(url.endsWith('/') ? url : `${url}/`);
    if (base?.protocol !== 'https:' && !(base?.protocol === 'http:' && LOOPBACK.has(base.hostname)))
      throw new CommandFailed(['--server must be an https URL, or an http URL of this machine.']);
    const token = (await readFile(tokenFile, 'utf8').catch(() => '')).trim();
    if (!/^[\w.-]+$/.test(token)) throw new CommandFailed(['--token-file must be a file with an access token.']);
    return new ApiImport(new URL('api/v1/users', base), token, clock);
  }

  /** Throws CommandFailed with the server's words, which show no value. */
  async import(record: ImportRecord): Promise<'imported' | 'exists'> {
    const key = randomUUID();
    for (let attempt = 1; ; attempt += 1) {
      const answer = await this.send(record, key);
      if (answer.status === 201) return 'imported';
      const { code, detail } = await problemOf(answer);
      if (code === 'username_taken') return 'exists';
      const isLater = answer.status === 429 || answer.status === 503;
      if (!isLater || attempt === ATTEMPTS) throw new CommandFailed([refusalOf(answer.status, detail)]);
      await this.clock.sleep(waitOf(answer) * 1_000);
    }
  }

  /** A repeat has the same key, so it makes no second account. */
  private async send(record: ImportRecord, key: string): Promise<Response> {
    const headers = {
      authorization: `Bearer ${this.token}`,
      'content-type': 'application/json',
      'idempotency-key': key,
    };
    const [body, signal] = [JSON.stringify(bodyOf(record)), AbortSignal.timeout(ANSWER_MS)];
    try {
      return await fetch(this.endpoint, { method: 'POST', redirect: 'error', headers, body, signal });
    } catch {
      throw new CommandFailed(['The server does not answer.']);
    }
  }
}

function bodyOf({ username, email, hash, roles }: ImportRecord): object {
  const { input, hexSalt } = hash.importedHash;
  return {
    ...{ username, email, hashed_password: hash.bcrypt, input, ...(hexSalt !== null && { salt: hexSalt }) },
    roles: roles.map((one) => {
      if (typeof one === 'string') return one;
      return { name: one.name, expires_at: one.expiresAt === null ? null : new Date(one.expiresAt).toISOString() };
    }),
  };
}

async function problemOf(answer: Response): Promise<{ readonly code?: string; readonly detail?: string }> {
  return answer.json().catch(() => ({})) as Promise<{ code?: string; detail?: string }>;
}

function refusalOf(status: number, detail = 'no reason was given'): string {
  if (status === 401) return 'The token is wrong or has expired: log in again and write the new one to the file.';
  return `The server refuses it (${status}): ${detail}`;
}

function waitOf(answer: Response): number {
  const seconds = Number(answer.headers.get('retry-after') ?? 1);
  return Number.isFinite(seconds) ? Math.min(Math.max(seconds, 1), LONGEST_WAIT) : 1;
}
