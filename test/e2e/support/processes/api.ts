import { randomUUID } from 'node:crypto';
import { request as httpRequest, type IncomingHttpHeaders } from 'node:http';
import { Conformance } from './conformance.js';
import { isUnsure, patiently } from './patience.js';
import type { Server } from './server.js';
import { send } from './transport.js';

export type Method = 'get' | 'post' | 'put' | 'patch' | 'delete';
export type Body = Record<string, unknown>;

export interface Answer {
  readonly status: number;
  readonly headers: Record<string, string | undefined>;
  // biome-ignore lint/suspicious/noExplicitAny: answers are looked into freely; their shape is held by Conformance
  readonly body: any;
  readonly text: string;
}

export interface Send {
  readonly body?: unknown;
  readonly headers?: Record<string, string>;
}

/**
 * Calls one server as one account or without a token, and checks every answer against /openapi.json. It repeats what a
 * starved engine refused, as every client may: see {@link patiently}.
 */
export class Api {
  private constructor(
    readonly url: string,
    readonly conformance: Conformance,
    readonly token: string | null,
    private readonly always: Readonly<Record<string, string>> = {},
    private readonly isPatient = true,
  ) {}

  static async of(server: Pick<Server, 'url' | 'documentKey'>): Promise<Api> {
    return new Api(server.url, new Conformance(await documentOf(server)), null);
  }

  /** The same caller, for tests about a 503: it repeats nothing. */
  withoutPatience(): Api {
    return new Api(this.url, this.conformance, this.token, this.always, false);
  }

  /** The same caller on another server of the same build, which has the same document. */
  at({ url }: Pick<Server, 'url'>): Api {
    return new Api(url, this.conformance, this.token, this.always, this.isPatient);
  }

  /** The same server with another token; null: without a token. */
  as(token: string | null): Api {
    return new Api(this.url, this.conformance, token, {}, this.isPatient);
  }

  /** The same caller, with these headers on every request. */
  with(headers: Readonly<Record<string, string>>): Api {
    return new Api(this.url, this.conformance, this.token, headers, this.isPatient);
  }

  /** `path` is relative to /api/v1, unless it starts with `./`. */
  send(method: Method, path: string, { body, headers = {} }: Send = {}): Promise<Answer> {
    const all = { ...this.always, ...headers };
    const once = () => this.sendOnce(method, path, { body, headers: all });
    return this.isPatient ? patiently(once, { method, path, headers: all }) : once();
  }

  private async sendOnce(method: Method, path: string, { body, headers = {} }: Send): Promise<Answer> {
    const url = path.startsWith('./') ? path.slice(1) : `/api/v1${path}`;
    const answer = await send({
      method,
      origin: this.url,
      path: url,
      headers: {
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...headers,
        ...(this.token !== null && { authorization: `Bearer ${this.token}` }),
      },
      ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    this.conformance.check({ method, url, sent: body, ...answer });
    return answer;
  }

  get(path: string, headers?: Record<string, string>): Promise<Answer> {
    return this.send('get', path, { headers });
  }

  post(path: string, body: unknown = {}, headers?: Record<string, string>): Promise<Answer> {
    return this.send('post', path, { body, headers });
  }

  /** Posts with an Idempotency-Key of its own: for what a test prepares, as it can be repeated after every 503. */
  make(path: string, body: Body): Promise<Answer> {
    return this.post(path, body, { 'idempotency-key': randomUUID() });
  }

  put(path: string, body: unknown, headers?: Record<string, string>): Promise<Answer> {
    return this.send('put', path, { body, headers });
  }

  patch(path: string, body: unknown, headers?: Record<string, string>): Promise<Answer> {
    return this.send('patch', path, { body, headers });
  }

  delete(path: string, headers?: Record<string, string>): Promise<Answer> {
    return this.send('delete', path, { headers });
  }

  /** Logs in as this account on the same server. Throws if the login fails. */
  async login(username: string, password: string): Promise<Api> {
    const answer = await this.as(null).post('/auth/login', { username, password });
    if (answer.status !== 200) throw new Error(`login answered ${answer.status} ${answer.text}`);
    return this.as(answer.body.access_token);
  }
}

/** The texts of documents that servers of this build have given, by their key. */
const documents = new Map<string, string>();

/** The first request for the document takes a server a third of the CPU of its start. */
async function documentOf({ url, documentKey }: Parameters<typeof Api.of>[0]): Promise<string> {
  const known = documentKey === undefined ? undefined : documents.get(documentKey);
  if (known !== undefined) return known;
  const answer = await fetch(`${url}/openapi.json`);
  const text = await answer.text();
  if (answer.ok && documentKey !== undefined) documents.set(documentKey, text);
  return text;
}

/** Sends a request with exactly this path. Clients normalise it otherwise. */
export async function sendRaw(url: string, method: string, path: string, headers: Record<string, string> = {}) {
  return new Promise<{ status: number; text: string; headers: IncomingHttpHeaders }>((resolve, reject) => {
    const call = httpRequest(url, { method, path, headers, agent: false }, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (chunk: string) => {
        text += chunk;
      });
      response.on('close', () => {
        if (response.complete) resolve({ status: response.statusCode ?? 0, text, headers: response.headers });
        else reject(new Error(`the answer to ${method} ${path} was cut off`));
      });
    });
    call.on('error', reject).end();
  });
}

/** Expects this refusal and returns its problem details. */
export function expectProblem({ status, body }: Answer, expected: number, code: string): Answer['body'] {
  expect({ status, code: body.code }).toEqual({ status: expected, code });
  return body;
}

/** Expects a 400 that names exactly these fields, in any order. */
export function expectFields(answer: Answer, ...fields: string[]): void {
  const { errors = [] } = expectProblem(answer, 400, 'validation_failed');
  const named = new Set(errors.map(({ field }: { field: string }) => field));
  expect([...named].sort()).toEqual([...fields].sort());
}

/** A password for tests that passes the default rules. */
export const PASSWORD = 'Correct-Horse-42-Staple';

/**
 * Sets the server up with the administrator `root_admin` and logs in. Setup can be repeated after every 503: 404 then says
 * that it is done. `known`: a caller of this server, if there is one.
 */
export async function setUp(server: Server, known?: Api): Promise<Api> {
  const api = known ?? (await Api.of(server));
  const body = { token: server.setupToken, username: 'root_admin', email: 'root@example.org', password: PASSWORD };
  const first = await api.post('/setup', body);
  const made = isUnsure(first) ? await api.post('/setup', body) : first;
  if (made.status !== 201 && made.status !== 404) throw new Error(`setup answered ${made.status} ${made.text}`);
  return api.login('root_admin', PASSWORD);
}

/**
 * Makes an account with one role and one policy with these statements, and logs in. All names start with `name`, which
 * must be new.
 */
export async function accountWith(admin: Api, name: string, statements: Body[]): Promise<Api> {
  const description = 'for a test';
  const user = { username: name, email: `${name}@example.org`, password: PASSWORD, password_change_required: false };
  const made = [
    await admin.make('/policies', { name: `${name}-policy`, description, statements }),
    await admin.make('/roles', { name: `${name}-role`, description, policies: [`${name}-policy`] }),
    await admin.make('/users', { ...user, roles: [`${name}-role`] }),
  ];
  for (const answer of made) if (answer.status !== 201) throw new Error(`${name}: ${answer.status} ${answer.text}`);
  return admin.login(name, PASSWORD);
}
