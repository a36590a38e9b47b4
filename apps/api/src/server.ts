import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { Logger } from 'pino';
import { type Config, readConfig } from '#config';
import { StartWait } from '#engines';
import { type Room, StartNotices, StoreRoom, SystemClock } from '#kernel';
import { readyApi } from './bootstrap.js';
import { createLogger, logStream } from './http/logs/logger.js';
import { checkPort, portFailure } from './port.js';
import { startFailureLines } from './start-failure.js';
import { startScreen } from './start-screen.js';
import { stop, stopOnSignals } from './stop.js';

/** Longer than any wait: the timers of a start keep no process alive. */
const ALIVE_MS = 3_600_000;

let places: Config['places'] | undefined;
/** Writes the lines of the log that are still held back. */
let flush = (): void => {};

async function start(): Promise<void> {
  const config = readConfig();
  places = config.places;
  await checkPort(config.http);
  const stream = await logStream(process.stderr.isTTY);
  const logger = createLogger({ level: config.logLevel, stream });
  flush = () => stream.flushSync?.();
  const exit = (code: number): void => {
    flush();
    process.exit(code);
  };
  failFast(logger, exit);
  let started: NestFastifyApplication | null = null;
  // Before it is ready there is nothing to finish: a start can be repeated at any step.
  stopOnSignals(() => (started ? stop(started) : Promise.resolve()), exit);
  const alive = setInterval(() => {}, ALIVE_MS);
  const wait = new StartWait(new SystemClock(), config.startWaitSeconds * 1_000, (line) => logger.warn(line));
  const { app, setupToken } = await readyApi(config, logger, wait);
  started = app;
  await listen(app, config);
  clearInterval(alive);
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
  flush();
  for (const line of startFailureLines(error, places)) process.stderr.write(`coffer: ${line}\n`);
  process.exit(1);
}
