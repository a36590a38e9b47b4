import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { send } from './transport.js';

describe('the transport of a test', () => {
  let server: Server;
  let origin: string;
  beforeAll(async () => {
    server = createServer((request, response) => response.end(request.url)).listen(0, '127.0.0.1');
    await once(server, 'listening');
    origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterAll(() => {
    server.closeAllConnections();
    server.close();
  });

  it.each([
    ['/api/v1/secrets/%2e%2e', '/api/v1/secrets/%2e%2e'],
    ['/api/../v1/./secrets//x?path=../y', '/api/../v1/./secrets//x?path=../y'],
    ['/v1/a\\b"<>|^`{}', '/v1/a\\b"<>|^`{}'],
    ['/v1/é ü?q=\u20ac\n', '/v1/%C3%A9%20%C3%BC?q=%E2%82%AC%0A'],
  ])('sends the path %j as it is, but for what no request line may contain', async (path, arrived) => {
    expect((await send({ method: 'get', origin, path, headers: {} })).text).toBe(arrived);
  });
});
