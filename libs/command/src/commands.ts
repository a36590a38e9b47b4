import type { Command } from 'commander';
import { type Environment, ownEnvironment } from './environment.js';
import { TERMINAL, type Terminal } from './terminal.js';
import { atWork, type Workplace } from './workplace.js';

export const HEADING = 'Commands for people and programs, over the API:';

/** Adds the commands that work over the API. Each loads its code when it is called. They throw CommandFailed alone. */
export function addClientCommands(
  program: Command,
  terminal: Terminal = TERMINAL,
  environment: Environment = ownEnvironment(),
): void {
  const working = (work: (place: Workplace) => Promise<void>) => atWork({ environment, terminal }, work);
  program.commandsGroup(HEADING);
  program
    .command('get <path>')
    .description('print the value of a secret, or of one field: PATH#field')
    .option('--version <n>', 'an earlier version')
    .option('--json', 'print path, version and value as JSON')
    .action((path, options) =>
      working(async (place) => (await import('./secrets/get.js')).getSecret(place, path, options)),
    );
}
