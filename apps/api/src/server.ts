import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { Logger } from 'pino';
import { type Config, readConfig } from '#config';
import { type Room, StartNotices, StoreRoom } from '#kernel';
import { createApi, openSetup } from './bootstrap.js';
import { createLogger, logStream } from './http/logs/logger.js';
import { checkPort, portFailure } from './port.js';
import { startFailureLines } from './start-failure.js';
import { startScreen } from './start-screen.js';
import { stop, stopOnSignals } from './stop.js';

let places: Config['places'] | undefined;

async function start(): Promise<void> {
  const config = readConfig();
  places = config.places;
  await checkPort(config.http);
  const stream = await logStream(process.stderr.isTTY);
  const logger = createLogger({ level: config.logLevel, stream });
  const exit = (code: number): void => {
    stream.flushSync?.();
    process.exit(code);
  };
  failFast(logger, exit);
  const app = await createApi(config, { logger });
  await app.init();
  const setupToken = await openSetup(app, config);
  stopOnSignals(() => stop(app), exit);
  await listen(app, config);
  const notices = [...app.get(StartNotices).lines, ...roomNotices(app.get(StoreRoom).state)];
  for (const line of config.warnings) process.stderr.write(`coffer: warning: ${line}\n`);
  process.stdout.write(startScreen(config, { address: await addressOf(app), setupToken, notices }));
}

function roomNotices(room: Room): string[] {
  if (room === 'ample') return [];
  const now = room === 'low' ? 'soon only reading and deleting will work' : 'only reading and deleting work';
  return [`The disk of the store is almost full: ${now}. Free some room, see STORE_RESERVE_MIB.`];
}

async function listen(app: NestFastifyApplication, { http }: Config): Promise<void> {
  try {
    await app.listen({ port: http.port, host: http.host });
  } catch (error) {
    throw portFailure(error, http.host, http.port);
  }
}

async function addressOf(app: NestFastifyApplication): Promise<string> {
  return (await app.getUrl()).replace('[::1]', 'localhost');
}

/** After an error that no code caught, the state of the process is unknown. It ends, so that it can be restarted. */
function failFast(logger: Logger, exit: (code: number) => void): void {
  const die = (err: unknown): void => {
    logger.fatal({ err }, 'no code caught this error: the process ends');
    exit(1);
  };
  process.on('uncaughtException', die);
  process.on('unhandledRejection', die);
}

try {
  await start();
} catch (error) {
  for (const line of startFailureLines(error, places)) process.stderr.write(`coffer: ${line}\n`);
  process.exit(1);
}
