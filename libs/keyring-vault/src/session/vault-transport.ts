import { type ClientRequest, Agent as HttpAgent, request as httpRequest, type IncomingMessage } from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import type { Socket } from 'node:net';

/** The largest answer that is read: 16 MiB, a list of 400,000 rings by Vault, which lists all of them at once. */
const ANSWER_LIMIT_BYTES = 16_777_216;
/** Idle connections are closed after this time, in milliseconds. OpenBao does it after 5 minutes: ours comes first. */
const IDLE_MS = 60_000;

export interface VaultRequest {
  readonly method: string;
  readonly uri: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly json?: unknown;
  readonly signal: AbortSignal;
}

export interface VaultResponse {
  readonly statusCode: number;
  readonly body: unknown;
}

/** No complete answer came. `sent` is false only if the server cannot have received the request. */
export class VaultFailure extends Error {
  override readonly name = 'VaultFailure';

  constructor(
    readonly sent: boolean,
    cause: unknown,
  ) {
    super('Vault gave no answer', { cause });
  }
}

/**
 * HTTP to Vault with Node alone. The client library's own transport is not used: the environment can give it a proxy, which
 * would see the token, and can turn off the verification of certificates; it follows redirections with the token; and it
 * bounds silence instead of the whole time. Here certificates are always verified [R81], and the signal bounds everything.
 */
export class VaultTransport {
  private readonly plain = new HttpAgent({ keepAlive: true, timeout: IDLE_MS });
  private readonly secure: HttpsAgent;

  /** `ca`: PEM of the authority to trust instead of the system's. */
  constructor(ca: string | null) {
    this.secure = new HttpsAgent({
      keepAlive: true,
      timeout: IDLE_MS,
      rejectUnauthorized: true,
      minVersion: 'TLSv1.2',
      ...(ca === null ? {} : { ca }),
    });
  }

  send(request: VaultRequest): Promise<VaultResponse> {
    return new Promise((resolve, reject) => {
      const body = request.json === undefined ? null : Buffer.from(JSON.stringify(request.json));
      const outgoing = this.begin(request, body);
      let sent = false;
      const fail = (cause: unknown) => reject(new VaultFailure(sent, cause));
      outgoing.on('socket', (socket: Socket) => {
        if (!socket.connecting) sent = true;
        else socket.once('encrypted' in socket ? 'secureConnect' : 'connect', () => (sent = true));
      });
      outgoing.on('error', fail);
      outgoing.on('response', (incoming) => {
        readAnswer(incoming).then((text) => resolve({ statusCode: incoming.statusCode ?? 0, body: parse(text) }), fail);
      });
      outgoing.end(body ?? undefined);
    });
  }

  close(): void {
    this.plain.destroy();
    this.secure.destroy();
  }

  private begin(request: VaultRequest, body: Buffer | null): ClientRequest {
    const url = new URL(request.uri);
    const isSecure = url.protocol === 'https:';
    return (isSecure ? httpsRequest : httpRequest)(url, {
      method: request.method,
      agent: isSecure ? this.secure : this.plain,
      signal: request.signal,
      headers: {
        ...request.headers,
        ...(body ? { 'content-type': 'application/json', 'content-length': body.length } : {}),
      },
    });
  }
}

async function readAnswer(incoming: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of incoming) {
    size += chunk.length;
    if (size > ANSWER_LIMIT_BYTES) throw new Error('the answer is too long');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function parse(text: string): unknown {
  if (text === '') return null;
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
