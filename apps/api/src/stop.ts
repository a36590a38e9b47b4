import { setTimeout as after } from 'node:timers/promises';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';

/** How long requests that were begun may take to end. */
export const DRAIN_MS = 10_000;
/** How soon a connection is closed once its last request was answered. */
const REAP_MS = 50;

/**
 * Stops accepting, lets what was begun end for at most `drainMs`, then lets go of the engines. Idempotent.
 */
export async function stop(app: NestFastifyApplication, drainMs: number = DRAIN_MS): Promise<void> {
  const server = app.getHttpServer();
  // A connection that is kept alive has to be closed when its request ends; Node does it only for those idle already.
  const reaper = setInterval(() => server.closeIdleConnections(), REAP_MS);
  const enough = new AbortController();
  const late = after(drainMs, undefined, { signal: enough.signal }).catch(() => {});
  await Promise.race([app.getHttpAdapter().close(), late]);
  enough.abort();
  clearInterval(reaper);
  server.closeAllConnections();
  await app.close();
}

/** The first SIGTERM or SIGINT stops gracefully and exits 0; a second one ends at once. */
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
