import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

/** What a test may ask of the program, by name; each is answered when it is done. */
export type Orders = Readonly<Record<string, (given: unknown) => unknown>>;

/** Takes orders on a port of its own, `POST /<order>`, and returns `<host>:<port>`. */
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
