import { once } from 'node:events';
import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A reverse proxy on a port of this machine. */
export interface Proxy {
  readonly origin: string;
  /** The paths that were asked for and are not below the proxy's path. They get 404. */
  readonly strays: readonly string[];
  close(): Promise<void>;
}

/** Serves `target` below a path, as nginx does by `location /coffer/ { proxy_pass http://target/; }`. */
export async function proxyBelow(path: string, target: string): Promise<Proxy> {
  const strays: string[] = [];
  const server = createServer((asked, answer) => {
    const { method, url = '', headers } = asked;
    if (!url.startsWith(`${path}/`)) {
      strays.push(url);
      answer.writeHead(404).end();
      return;
    }
    const passed = request(target + url.slice(path.length), { method, headers }, (response) => {
      answer.writeHead(response.statusCode ?? 502, response.headers);
      response.pipe(answer);
    });
    passed.on('error', () => answer.destroy());
    asked.pipe(passed);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const close = async () => {
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
  };
  return { origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, strays, close };
}
