import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

/** Orders of a test to the program, by name. Each is answered when it is done. */
export type Orders = Readonly<Record<string, (given: unknown) => unknown>>;

/** Takes orders, `POST /<order>`, on a separate port. Returns `<host>:<port>`. */
export async function takeOrders(orders: Orders): Promise<string> {
  const obey = async (request: IncomingMessage): Promise<void> => {
    const order = orders[(request.url ?? '').slice(1)];
    if (!order) throw new Error(`no such order: ${request.url}`);
    await order(JSON.parse((await text(request)) || 'null'));
  };
  const server = createServer((request, response) => {
    obey(request).then(
      () => response.end(),
      (error: unknown) => response.writeHead(500).end(String(error)),
    );
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return `127.0.0.1:${port}`;
}
