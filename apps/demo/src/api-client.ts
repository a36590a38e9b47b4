import { setTimeout as after } from 'node:timers/promises';
import { DemoError } from './demo-error.js';

/** The JSON object of an answer. Its fields are unknown, since the server may be of any version. */
export type Json = Readonly<Record<string, unknown>>;

export interface Answer {
  readonly status: number;
  readonly body: Json;
}

const ANSWER_LIMIT_MS = 30_000;
const MOST_WAITS = 3;
const LONGEST_WAIT_S = 60;

/** Sends requests to one server as one account, or without an account. */
export class ApiClient {
  constructor(
    private readonly url: string,
    private readonly token: string | null = null,
  ) {}

  /** `path` is under /api/v1. After a 429 it waits as Retry-After says. Throws {@link DemoError} if no server answers. */
  async send(method: string, path: string, body?: object, headers: Record<string, string> = {}): Promise<Answer> {
    for (let waits = 0; ; waits += 1) {
      const response = await this.once(method, path, body, headers);
      const wait = Number(response.headers.get('retry-after') ?? 0);
      if (response.status !== 429 || waits === MOST_WAITS || wait > LONGEST_WAIT_S) return answerOf(response);
      await after(Math.max(wait, 1) * 1_000);
    }
  }

  /** Like {@link send}, but throws {@link DemoError} for an error whose code is not in `accepted`. */
  async must(method: string, path: string, body?: object, accepted: readonly string[] = []): Promise<Answer> {
    const answer = await this.send(method, path, body);
    if (answer.status < 300 || accepted.includes(String(answer.body.code))) return answer;
    throw new DemoError(
      `${method} ${path} answered ${answer.status}: ${answer.body.detail ?? 'this is not a Coffer server'}`,
    );
  }

  /** Logs in at the same server. Returns null if the name or the password is wrong. */
  async login(username: string, password: string): Promise<ApiClient | null> {
    const { status, body } = await this.must('POST', '/auth/login', { username, password }, ['invalid_credentials']);
    if (status === 401) return null;
    return new ApiClient(this.url, String(body.access_token));
  }

  private async once(method: string, path: string, body: object | undefined, more: Record<string, string>) {
    const headers: Record<string, string> = { ...more };
    if (this.token) headers.authorization = `Bearer ${this.token}`;
    if (body) headers['content-type'] = 'application/json';
    const signal = AbortSignal.timeout(ANSWER_LIMIT_MS);
    const request = { method, headers, body: body && JSON.stringify(body), signal };
    try {
      // A redirect would take a password or a token along to another server.
      return await fetch(`${this.url}/api/v1${path}`, { ...request, redirect: 'manual' });
    } catch {
      throw new DemoError(`No server answers at ${this.url}: start it (npm start), or name another with --url`);
    }
  }
}

async function answerOf(response: Response): Promise<Answer> {
  const text = await response.text();
  try {
    const body: unknown = text === '' ? {} : JSON.parse(text);
    return { status: response.status, body: typeof body === 'object' && body !== null ? (body as Json) : {} };
  } catch {
    return { status: response.status, body: {} };
  }
}
