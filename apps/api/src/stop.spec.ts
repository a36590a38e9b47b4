import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { Controller, Get, type OnApplicationShutdown } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { Public } from '#access';
import { unstartedTinyApp } from './http/testing/tiny-app.js';
import { stop, stopOnSignals } from './stop.js';

const gate = { arrived: Promise.withResolvers<void>(), open: Promise.withResolvers<void>() };
const events: string[] = [];

@Controller('slow')
class SlowController implements OnApplicationShutdown {
  @Get()
  @Public()
  async slow() {
    gate.arrived.resolve();
    await gate.open.promise;
    events.push('answered');
    return { done: true };
  }

  onApplicationShutdown(): void {
    events.push('closed');
  }
}

async function ask(app: NestFastifyApplication): Promise<{ socket: Socket; text: () => string }> {
  const socket = connect(Number(new URL(await app.getUrl()).port), '127.0.0.1');
  let text = '';
  socket.on('data', (chunk) => {
    text += chunk.toString('utf8');
  });
  socket.on('error', () => {});
  socket.write('GET /api/v1/slow HTTP/1.1\r\nhost: x\r\n\r\n');
  await gate.arrived.promise;
  return { socket, text: () => text };
}

describe('stopping', () => {
  let app: NestFastifyApplication;

  beforeEach(async () => {
    gate.arrived = Promise.withResolvers();
    gate.open = Promise.withResolvers();
    events.length = 0;
    app = await unstartedTinyApp({ controllers: [SlowController] });
    await app.listen(0, '127.0.0.1');
  });

  it('finishes open requests, and closes the engines after them', async () => {
    const { socket, text } = await ask(app);
    const ended = once(socket, 'close');
    const stopped = stop(app);
    const port = Number(socket.remotePort);
    const refused = connect(port, '127.0.0.1');
    await once(refused, 'error');
    gate.open.resolve();
    await stopped;
    await ended;
    expect(text()).toContain('HTTP/1.1 200');
    expect(events).toEqual(['answered', 'closed']);
  });

  it('closes after its bound although a request never ends', async () => {
    const { socket } = await ask(app);
    const closed = once(socket, 'close');
    await stop(app, 100);
    await closed;
    expect(events).toEqual(['closed']);
    gate.open.resolve();
  });
});

describe('signals', () => {
  it('stop gracefully the first time and at once the second time', async () => {
    const codes: number[] = [];
    const stopping = Promise.withResolvers<void>();
    const before = new Set(process.listeners('SIGTERM'));
    stopOnSignals(
      () => stopping.promise,
      (code) => void codes.push(code),
    );
    process.emit('SIGTERM');
    expect(codes).toEqual([]);
    process.emit('SIGINT');
    expect(codes).toEqual([1]);
    stopping.resolve();
    await new Promise(setImmediate);
    expect(codes).toEqual([1, 0]);
    for (const listener of process.listeners('SIGTERM')) {
      if (!before.has(listener)) {
        process.removeListener('SIGTERM', listener);
        process.removeListener('SIGINT', listener);
      }
    }
  });
});
