import type { CofferClient } from '#client';
import type { Environment } from './environment.js';
import { CommandFailed } from './failure.js';
import type { Terminal } from './terminal.js';

/** What a command works with. */
export interface Workplace {
  readonly environment: Environment;
  readonly terminal: Terminal;
  /** The client of the server that the environment or the stored session names. Opened once. */
  client(): Promise<CofferClient>;
}

/** The URL of the server, if the command came so far. For messages. */
interface Known {
  url: string | null;
}

/** The part of a command that does its work. Its code is loaded when it is called. */
export type Work<Args extends unknown[]> = (place: Workplace, ...args: Args) => Promise<void>;

/**
 * Runs the work of a command. Throws {@link CommandFailed} alone. The client library is loaded only by a command that needs
 * it: a start without it takes half the time.
 */
export async function atWork(
  { environment, terminal }: Pick<Workplace, 'environment' | 'terminal'>,
  work: (place: Workplace) => Promise<void>,
): Promise<void> {
  const known: Known = { url: null };
  let client: Promise<CofferClient> | null = null;
  const open = async () => {
    const { openConnection } = await import('./server/connection.js');
    const opened = await openConnection(environment, (url) => {
      known.url = url;
    });
    return opened;
  };
  const place: Workplace = {
    environment,
    terminal,
    client: () => {
      client ??= open();
      return client;
    },
  };
  try {
    await work(place);
  } catch (error) {
    if (error instanceof CommandFailed) throw error;
    const { failureLines } = await import('./server/failure-lines.js');
    throw new CommandFailed(failureLines(error, known.url));
  }
}
