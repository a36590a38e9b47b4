import { Agent, type IncomingHttpHeaders, type IncomingMessage, request } from 'node:http';

/** One request, as it is sent. */
export interface Call {
  readonly method: string;
  /** The server. */
  readonly origin: string;
  /** With its query. It is sent as it is: `..` and `%2e%2e` reach the server, which a URL would resolve. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Absent: without a body. */
  readonly body?: string;
}

export interface Received {
  readonly status: number;
  readonly headers: Record<string, string | undefined>;
  /** Parsed JSON; `{}` for another text or none; the bytes of anything else. */
  readonly body: unknown;
  readonly text: string;
}

/**
 * The connections of all clients of a test. Half of what a small request costs is its connection, and a matrix sends
 * thousands.
 */
const CONNECTIONS = new Agent({ keepAlive: true, maxFreeSockets: 64 });

/** What no request line may contain: blanks, control characters and everything outside of ASCII. */
const UNSENDABLE = /[^\u0021-\u007e]+/g;

/** Sends a request and waits for the whole answer. */
export function send({ method, origin, path, headers, body }: Call): Promise<Received> {
  return new Promise((resolve, reject) => {
    const { hostname, port } = new URL(origin);
    const all = { ...headers, ...(body !== undefined && { 'content-length': Buffer.byteLength(body) }) };
    const raw = path.replace(UNSENDABLE, encodeURIComponent);
    const place = { host: hostname.replace(/^\[|\]$/g, ''), port, path: raw, agent: CONNECTIONS };
    const call = request({ ...place, method: method.toUpperCase(), headers: all }, (response) => {
      // A server that answers before it has read the body closes the connection. Its answer counts.
      call.off('error', reject).on('error', () => {});
      received(response).then(resolve, reject);
    });
    call.on('error', reject).end(body);
  });
}

async function received(response: IncomingMessage): Promise<Received> {
  const chunks: Buffer[] = [];
  for await (const chunk of response) chunks.push(chunk);
  const bytes = Buffer.concat(chunks);
  const { headers } = response;
  const text = bytes.toString();
  return {
    status: response.statusCode ?? 0,
    headers: headers as Received['headers'],
    body: bodyOf(headers, bytes, text),
    text,
  };
}

function bodyOf({ 'content-type': type = 'text/plain' }: IncomingHttpHeaders, bytes: Buffer, text: string): unknown {
  if (/[/+]json\b/.test(type)) return text && JSON.parse(text);
  return type.startsWith('text/') ? {} : bytes;
}
