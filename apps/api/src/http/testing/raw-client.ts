import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';

const PATIENCE_MS = 60_000;

/** A client that writes bytes as a test wants them. It keeps its half of the connection open until `socket.end()`. */
export class RawClient {
  text = '';

  private constructor(readonly socket: Socket) {
    socket.setEncoding('latin1').on('error', () => {});
  }

  /** `from`: an address of this machine, such as 127.0.3.1. Each /24 is a network of its own. */
  static async to(app: NestFastifyApplication, from = '127.0.0.1'): Promise<RawClient> {
    const port = Number(new URL(await app.getUrl()).port);
    const socket = connect({ port, host: '127.0.0.1', localAddress: from, allowHalfOpen: true });
    await once(socket, 'connect');
    return new RawClient(socket);
  }

  /** Reads from now on. */
  read(): this {
    this.socket.on('data', (chunk: string) => {
      this.text += chunk;
    });
    return this;
  }

  write(bytes: string): this {
    this.socket.write(bytes, 'latin1');
    return this;
  }

  get(path: string, headers = ''): this {
    return this.write(`GET ${path} HTTP/1.1\r\nhost: x\r\n${headers}\r\n`);
  }

  /** The statuses of the answers so far, in their order. */
  get statuses(): number[] {
    return [...this.text.matchAll(/HTTP\/1\.1 (\d{3}) /g)].map(([, status]) => Number(status));
  }

  /** Waits until the client has so many answers. */
  async answers(count: number): Promise<number[]> {
    await until(() => this.statuses.length >= count);
    return this.statuses;
  }

  /** Waits until the server has sent its end. */
  async ended(): Promise<number[]> {
    await until(() => this.socket.readableEnded || this.socket.destroyed);
    return this.statuses;
  }
}

/** Waits for a condition, far longer than it takes. */
export async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  const end = performance.now() + PATIENCE_MS;
  while (!(await holds())) {
    if (performance.now() > end) throw new Error('it did not happen');
    await pause(5);
  }
}

/** Connections that the server's process still has. */
export function openConnections(app: NestFastifyApplication): Promise<number> {
  return new Promise((resolve, reject) => {
    app
      .getHttpServer()
      .getConnections((error: Error | null, count: number) => (error ? reject(error) : resolve(count)));
  });
}
