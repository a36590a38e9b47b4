import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A status and a body. */
export type Answer = [status: number, body: object];

/** What Vault and Coffer say of a mount that is a KV version 2. */
export const KV_2: Answer = [200, { data: { type: 'kv', options: { version: '2' } } }];
export const NOT_FOUND: Answer = [404, { errors: [] }];

const MOUNT = '/v1/sys/internal/ui/mounts/secret';

/** A server that answers what `answer` says, as JSON, and keeps what it was asked below the mount. It takes each POST. */
export async function serving(answer: (path: string) => Answer, mount = KV_2) {
  const asked: string[] = [];
  const server: Server = createServer((request, response) => {
    const path = request.url ?? '';
    if (path !== MOUNT) asked.push(`${request.method} ${path}`);
    const [status, body] = path === MOUNT ? mount : request.method === 'POST' ? [200, { data: {} }] : answer(path);
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { server, asked, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
}
