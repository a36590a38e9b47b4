import createClient from 'openapi-fetch';
import { ANONYMOUS, TAKES_IDEMPOTENCY_KEY } from '../generated/operations.js';
import type { Bearer } from '../session/bearer.js';
import { tokenOf } from '../session/token-account.js';
import { unlessAborted } from './aborts.js';
import { CofferProblem } from './problem.js';
import type { Transport } from './transport.js';
import type { Answer, ForAccount } from './typed.js';

/** The options of a call on any path. */
export interface CallInit extends ForAccount {
  readonly params?: {
    readonly path?: Readonly<Record<string, unknown>>;
    readonly query?: Readonly<Record<string, unknown>>;
    readonly header?: Readonly<Record<string, unknown>>;
  };
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  readonly parseAs?: 'json' | 'text' | 'blob' | 'arrayBuffer' | 'stream';
  readonly signal?: AbortSignal | null;
}

/** openapi-fetch without its types. The methods of CofferClient have the types. */
interface Untyped {
  request(
    method: string,
    path: string,
    init: CallInit & { fetch: (request: Request) => Promise<Response> },
  ): Promise<{ data?: unknown; response: Response }>;
}

/** Turns calls into requests, with the token of the session or the key, and, where the route takes one, an Idempotency-Key. */
export class Calls {
  private readonly untyped: Untyped;

  constructor(
    baseUrl: string,
    private readonly transport: Transport,
    private readonly bearer: () => Bearer,
  ) {
    // A redirect would take a password, a refresh token or a value along to another server.
    this.untyped = createClient({ baseUrl, redirect: 'manual' }) as unknown as Untyped;
  }

  /** `path` as in the document: `/api/v1/secrets/{id}`. */
  async call(method: string, path: string, { account, signal, ...init }: CallInit = {}): Promise<Answer<unknown>> {
    const operation = `${method.toUpperCase()} ${path}`;
    const fetch = (request: Request) =>
      this.deliver(request, operation, signal ?? new AbortController().signal, account);
    const { data, response } = await this.untyped.request(method, path, { ...init, fetch });
    return { data, status: response.status, headers: response.headers, etag: response.headers.get('etag') };
  }

  private async deliver(request: Request, operation: string, signal: AbortSignal, account?: string): Promise<Response> {
    const send = (one: Request) => this.transport.send(one, operation, signal);
    if (TAKES_IDEMPOTENCY_KEY.has(operation) && !request.headers.has('idempotency-key')) {
      request.headers.set('idempotency-key', crypto.randomUUID());
    }
    if (ANONYMOUS.has(operation) || request.headers.has('authorization')) {
      return send(request);
    }
    const bearer = this.bearer();
    const token = tokenOf(account, await unlessAborted(() => bearer.accessToken(), signal));
    try {
      return await send(bearing(request, token));
    } catch (error) {
      const { renewed } = bearer;
      if (!(error instanceof CofferProblem) || error.code !== 'unauthenticated' || !renewed) throw error;
      // The token was refused before the request had any effect, so it is sent once more with the next token.
      const next = tokenOf(account, await unlessAborted(() => renewed.call(bearer, token), signal));
      return send(bearing(request, next));
    }
  }
}

function bearing(request: Request, token: string): Request {
  const bearer = new Request(request.clone());
  bearer.headers.set('authorization', `Bearer ${token}`);
  return bearer;
}
