import { once } from 'node:events';
import { connect } from 'node:net';

/** Writes raw bytes to the server and returns everything until the connection closes. */
export async function exchange(url: string, bytes: string): Promise<string> {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  let text = '';
  socket.setEncoding('latin1').on('data', (chunk: string) => {
    text += chunk;
  });
  socket.write(bytes, 'latin1');
  await once(socket, 'close');
  return text;
}

/** A request, line by line. */
export interface RawRequest {
  /** Method and target, such as `GET /health`. */
  readonly line: string;
  /** Header lines. `Host` is added if none of them is one. */
  readonly headers?: readonly string[];
  readonly body?: string;
}

export interface RawAnswer {
  readonly status: number;
  /** The names in lower case. */
  readonly headers: ReadonlyMap<string, string>;
  /** The bytes behind the head, as they came. */
  readonly body: string;
}

/**
 * Sends exactly these lines on a connection of their own, and `Content-Length` if there is a body and no header tells its
 * length.
 */
export async function sendLines(url: string, { line, headers = [], body = '' }: RawRequest): Promise<RawAnswer> {
  const has = (name: RegExp) => headers.some((header) => name.test(header));
  const lines = [
    `${line} HTTP/1.1`,
    ...(has(/^host:/i) ? [] : ['Host: coffer.example.org']),
    ...headers,
    ...(body === '' || has(/^(content-length|transfer-encoding):/i) ? [] : [`Content-Length: ${body.length}`]),
    'Connection: close',
  ];
  const text = await exchange(url, `${lines.join('\r\n')}\r\n\r\n${body}`);
  const [head = '', ...rest] = text.split('\r\n\r\n');
  const [status = '', ...fields] = head.split('\r\n');
  return {
    status: Number(status.split(' ')[1]),
    headers: new Map(
      fields.map((field) => [field.split(':')[0]?.toLowerCase() ?? '', field.replace(/^[^:]*:\s*/, '')]),
    ),
    body: rest.join('\r\n\r\n'),
  };
}
