import { once } from 'node:events';
import { connect } from 'node:net';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { unstartedTinyApp } from '../testing/tiny-app.js';

describe('bytes that are not a valid request', () => {
  let app: NestFastifyApplication;
  let port: number;

  beforeAll(async () => {
    app = await unstartedTinyApp();
    await app.listen(0, '127.0.0.1');
    port = Number(new URL(await app.getUrl()).port);
  });
  afterAll(() => app.close());

  async function send(bytes: string): Promise<{ head: string; body: { code: string; request_id: string } }> {
    const socket = connect(port, '127.0.0.1');
    let text = '';
    socket.on('data', (chunk) => {
      text += chunk.toString('utf8');
    });
    socket.write(bytes);
    await once(socket, 'close');
    const [head = '', body = ''] = text.split('\r\n\r\n');
    return { head, body: JSON.parse(body) };
  }

  it.each([
    ['bytes that are not HTTP', 'hello\r\n\r\n', 'HTTP/1.1 400'],
    ['a head of more than 16 KiB', `GET / HTTP/1.1\r\nhost: x\r\nx: ${'y'.repeat(20_000)}\r\n\r\n`, 'HTTP/1.1 431'],
    [
      'two headers that give the length of the body',
      'POST / HTTP/1.1\r\nhost: x\r\ncontent-length: 1\r\ntransfer-encoding: chunked\r\n\r\nx',
      'HTTP/1.1 400',
    ],
    ['a space before the colon of a header', 'GET / HTTP/1.1\r\nhost : x\r\n\r\n', 'HTTP/1.1 400'],
  ])('are answered with a problem and a closed connection: %s', async (_, bytes, status) => {
    const { head, body } = await send(bytes);
    expect(head.startsWith(status)).toBe(true);
    expect(head).toContain('application/problem+json');
    expect(head).toContain(`x-request-id: ${body.request_id}`);
    expect(head).toContain('connection: close');
    expect(body.code).toBe('validation_failed');
  });

  it.each(['*', '*health', 'example.org:443'])('do not reach a route with the target %s', async (target) => {
    const { head } = await send(`GET ${target} HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n`);
    expect(head).toMatch(/^HTTP\/1\.1 (400|404)/);
    expect(head).toContain('application/problem+json');
  });
});
