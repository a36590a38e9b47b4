import { once } from 'node:events';
import { connect, type Socket } from 'node:net';

/** A connection to the server. */
export function connectTo(url: string): Socket {
  const { hostname, port } = new URL(url);
  return connect(Number(port), hostname);
}

/** Writes raw bytes to the server and returns everything until the connection closes. */
export async function exchange(url: string, bytes: string): Promise<string> {
  const socket = connectTo(url);
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

/** Exactly these lines, and `Content-Length` if there is a body and no header tells its length. */
export function textOf({ line, headers = [], body = '' }: RawRequest): string {
  const has = (name: RegExp) => headers.some((header) => name.test(header));
  const lines = [
    `${line} HTTP/1.1`,
    ...(has(/^host:/i) ? [] : ['Host: coffer.example.org']),
    ...headers,
    ...(body === '' || has(/^(content-length|transfer-encoding):/i) ? [] : [`Content-Length: ${body.length}`]),
  ];
  return `${lines.join('\r\n')}\r\n\r\n${body}`;
}

/** Sends the request on a connection of its own. */
export async function sendLines(url: string, request: RawRequest): Promise<RawAnswer> {
  const text = await exchange(url, textOf({ ...request, headers: [...(request.headers ?? []), 'Connection: close'] }));
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
