import type { CofferClient } from '#client';
import type { Environment } from './environment.js';
import { CommandFailed } from './failure.js';
import type { Terminal } from './terminal.js';

/** What a command works with. */
export interface Workplace {
  readonly environment: Environment;
  readonly terminal: Terminal;
  /** Tells the URL of the server, for messages. `client` does so by itself. */
  found(url: string): void;
  /** Tells which secret the command is about, for messages. */
  about(path: string): void;
  /** The client of the server that the environment or the stored session names. Opened once. */
  client(): Promise<CofferClient>;
}

/** Runs the work of a command. */
export type Working = (work: (place: Workplace) => Promise<void>) => Promise<void>;

/**
 * Runs the work of a command. Throws {@link CommandFailed} alone. The client library is loaded only by a command that needs
 * it: a start without it takes half the time.
 */
export async function atWork(
  { environment, terminal }: Pick<Workplace, 'environment' | 'terminal'>,
  work: (place: Workplace) => Promise<void>,
): Promise<void> {
  let url: string | null = null;
  let path: string | null = null;
  let client: Promise<CofferClient> | null = null;
  const found = (named: string): void => {
    url = named;
  };
  const open = async () => (await import('./server/connection.js')).openConnection(environment, found);
  const place: Workplace = {
    environment,
    terminal,
    found,
    about: (named) => {
      path = named;
    },
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
    const { credentialSource } = await import('./server/credentials.js');
    throw new CommandFailed(failureLines(error, { url, path, credential: credentialSource(environment) }));
  }
}
