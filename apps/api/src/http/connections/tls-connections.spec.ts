import { rmSync } from 'node:fs';
import { connect, type TLSSocket } from 'node:tls';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { makeCertificate } from '#mail/testing';
import { openConnections, until } from '../testing/raw-client.js';
import { type TinyOptions, unstartedTinyApp } from '../testing/tiny-app.js';
import { AT_ONCE, WAITING_MOST } from './connection.js';

const GET = 'GET /health HTTP/1.1\r\nhost: x\r\n\r\n';

describe('connections over TLS', () => {
  let app: NestFastifyApplication;
  let folder: string;
  let env: Record<string, string>;

  beforeAll(async () => {
    const made = await makeCertificate();
    folder = made.folder;
    env = { TLS_CERT_FILE: made.certFile, TLS_KEY_FILE: made.keyFile, CONNECTIONS_PER_NETWORK: '2' };
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  const listen = async (times?: TinyOptions['times']) => {
    app = await unstartedTinyApp({ env, times });
    await app.listen(0, '127.0.0.1');
  };
  afterEach(async () => {
    await until(async () => (await openConnections(app)) === 0);
    await app.close();
  });

  async function client(): Promise<{ socket: TLSSocket; text: () => string }> {
    const port = Number(new URL(await app.getUrl()).port);
    const socket = connect({ port, host: '127.0.0.1', rejectUnauthorized: false });
    let text = '';
    let isSecure = false;
    socket.once('secureConnect', () => {
      isSecure = true;
    });
    socket.setEncoding('latin1').on('error', () => {});
    socket.on('data', (chunk: string) => {
      text += chunk;
    });
    await until(() => isSecure || socket.destroyed);
    return { socket, text: () => text };
  }

  it('have the same bounds as others [R97]', async () => {
    await listen();
    const [first, second, third] = [await client(), await client(), await client()];
    expect(third.socket.destroyed).toBe(true);
    first.socket.write(GET);
    await until(() => first.text().startsWith('HTTP/1.1 200'));
    second.socket.write(GET.repeat(AT_ONCE + WAITING_MOST + 400));
    await until(() => second.socket.destroyed || second.socket.readableEnded);
    first.socket.destroy();
    second.socket.destroy();
  });

  it('are told that a request came too late, and closed [R97]', async () => {
    await listen({ headMs: 500, requestMs: 500, lingerMs: 50 });
    const { socket, text } = await client();
    socket.write('GET /health HTTP/1.1\r\n');
    await until(() => socket.readableEnded || socket.destroyed);
    expect(text()).toMatch(/^HTTP\/1\.1 408 /);
  });

  it('are closed without an answer if they do not speak TLS', async () => {
    await listen();
    const port = Number(new URL(await app.getUrl()).port);
    const { connect: plain } = await import('node:net');
    const socket = plain(port, '127.0.0.1');
    let text = '';
    socket.setEncoding('latin1').on('data', (chunk: string) => {
      text += chunk;
    });
    socket.on('error', () => {}).write(GET);
    await until(() => socket.destroyed);
    expect(text).not.toContain('HTTP/');
  });
});
