import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { PeriodicJobs, SystemClock } from '#kernel';

/** Milliseconds that open requests may take to finish. */
export const DRAIN_MS = 10_000;
/** Milliseconds after which a connection is closed when its last request was answered. */
const REAP_MS = 50;

/** Accepts no more connections, waits at most `drainMs` for open requests, then closes the engines. Idempotent. */
export async function stop(app: NestFastifyApplication, drainMs: number = DRAIN_MS): Promise<void> {
  const server = app.getHttpServer();
  const clock = new SystemClock();
  // Node closes the connections that are idle now. A kept-alive connection with an open request becomes idle later.
  const reaper = new PeriodicJobs(clock, { reap: { everyMs: REAP_MS, run: () => server.closeIdleConnections() } });
  reaper.start();
  await Promise.race([app.getHttpAdapter().close(), clock.sleep(drainMs)]);
  await reaper.stop();
  server.closeAllConnections();
  await app.close();
}

/** The first SIGTERM or SIGINT stops gracefully and exits with 0. A second one exits with 1 at once. */
export function stopOnSignals(stopping: () => Promise<void>, exit: (code: number) => void): void {
  let asked = false;
  const onSignal = (): void => {
    if (asked) {
      exit(1);
      return;
    }
    asked = true;
    stopping().then(
      () => exit(0),
      () => exit(1),
    );
  };
  process.on('SIGTERM', onSignal);
  process.on('SIGINT', onSignal);
}
