import { Agent, type IncomingHttpHeaders, type IncomingMessage, request } from 'node:http';

/** One request, as it is sent. */
export interface Call {
  readonly method: string;
  /** The server, and the path with its query. */
  readonly url: URL;
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

/** Sends a request and waits for the whole answer. */
export function send({ method, url, headers, body }: Call): Promise<Received> {
  return new Promise((resolve, reject) => {
    const path = `${url.pathname}${url.search}`;
    const all = { ...headers, ...(body !== undefined && { 'content-length': Buffer.byteLength(body) }) };
    const place = { host: url.hostname.replace(/^\[|\]$/g, ''), port: url.port, path, agent: CONNECTIONS };
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
