import { readFileSync } from 'node:fs';
import { findPackageJSON } from 'node:module';
import { Command, CommanderError } from 'commander';
import { type Config, loadConfig, readEnvironment } from '#config';
import { failureLines } from './failure.js';
import { TERMINAL, type Terminal } from './terminal.js';

const DONE = 0;
const FAILED = 1;
const MISUSED = 2;

const EXIT_CODES = `
Exit codes: ${DONE} done, ${FAILED} refused or failed (a line a problem on standard error), ${MISUSED} wrong usage.
The environment is the server's: see .env.example.`;

/** Runs one command line and gives the exit code. */
export async function run(args: readonly string[], terminal: Terminal = TERMINAL): Promise<number> {
  try {
    await programOf(terminal).parseAsync(args, { from: 'user' });
    return DONE;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? DONE : MISUSED;
    for (const line of failureLines(error)) terminal.complain(line);
    return FAILED;
  }
}

/** What a command does is loaded when it is called: the others' libraries cost a second. */
function programOf(terminal: Terminal): Command {
  const program = new Command('coffer')
    .description('What an operator does for Coffer without its API.')
    .version(versionOf())
    .addHelpText('after', EXIT_CODES)
    .exitOverride();
  const users = program.command('users').description('the accounts');
  users
    .command('unlock <username>')
    .description('forget the failed logins of an account, also while the server runs')
    .action(async (username: string) => (await import('./users/unlock.js')).unlock(configOf(), username, terminal));
  users
    .command('import <file>')
    .description('make accounts from newline-delimited JSON, with the bcrypt hashes of the system that they come from')
    .option('--dry-run', 'check the file and change nothing', false)
    .action(async (file: string, { dryRun }: { dryRun: boolean }) =>
      (await import('./users/import.js')).importUsers(configOf(), { file, dryRun }, terminal),
    );
  const audit = program.command('audit').description('the trail');
  audit
    .command('erase <user-id>')
    .description(
      'erase the names, addresses and reasons of a deleted account from the trail, also while the server runs',
    )
    .option('--force', 'also of an id that no account has', false)
    .action(async (userId: string, { force }: { force: boolean }) =>
      (await import('./audit/erase.js')).eraseAudit(configOf(), { userId, force }, terminal),
    );
  const keys = program.command('keys').description('the keys');
  keys
    .command('rotate')
    .description('rotate the master key, also while the server runs')
    .option('--no-wait', 'leave it to the servers')
    .action(async ({ wait }: { wait: boolean }) =>
      (await import('./keys/rotate.js')).rotateMaster(configOf(), { wait }, terminal),
    );
  return program;
}

function configOf(): Config {
  return loadConfig(readEnvironment());
}

function versionOf(): string {
  const manifest = findPackageJSON('..', import.meta.url);
  return manifest ? JSON.parse(readFileSync(manifest, 'utf8')).version : 'unknown';
}
