import { readFileSync } from 'node:fs';
import { findPackageJSON } from 'node:module';
import type { Command } from 'commander';
import {
  addClientCommands,
  DONE,
  emptyProgram,
  endWithReader,
  exitCodeOf,
  FAILED,
  MISUSED,
  misused,
  TERMINAL,
  type Terminal,
} from '#command';
import type { Config } from '#config';
import { auditCommands } from './audit/audit-commands.js';

interface ImportOptions {
  readonly dryRun: boolean;
  readonly server?: string;
  readonly tokenFile?: string;
}

const EXIT_CODES = `
Exit codes: ${DONE} done, ${FAILED} refused or failed (problems on standard error, one a line), ${MISUSED} wrong usage.
Operator commands need the environment of the server: see .env.example. "audit verify" needs none, "audit watch" needs
COFFER_TOKEN_FILE. The others need COFFER_URL, and a login or a key.`;

/** Runs one command line. Returns the exit code. */
export async function run(args: readonly string[], terminal: Terminal = TERMINAL): Promise<number> {
  endWithReader();
  try {
    await programOf(terminal).parseAsync(args, { from: 'user' });
    return DONE;
  } catch (error) {
    const code = exitCodeOf(error, terminal);
    if (code !== null) return code;
    const { failureLines } = await import('./failure.js');
    for (const line of failureLines(error, places)) terminal.complain(line);
    return FAILED;
  }
}

/** Each command loads its code when it is called, since the libraries of all commands take a second to load. */
function programOf(terminal: Terminal): Command {
  const program = emptyProgram(versionOf())
    .description('Commands for Coffer: for its operator, and for people and programs that use it.')
    .addHelpText('after', EXIT_CODES)
    .commandsGroup('Operator commands, which do not use the API:');
  const users = program.command('users').description('accounts');
  users
    .command('unlock <username>')
    .description('delete the failed logins of an account (the server may run)')
    .action(async (username: string) =>
      (await import('./users/unlock.js')).unlock(await configOf(), username, terminal),
    );
  users
    .command('import <file>')
    .description('create accounts from newline-delimited JSON, with bcrypt hashes of another system or by invitations')
    .option('--dry-run', 'check the file and change nothing', false)
    .option('--server <url>', 'import over the API of a server that runs, such as http://127.0.0.1:8000')
    .option(
      '--token-file <file>',
      'with --server: a file with the access token of an administrator, or with the answer of a login, which is renewed',
    )
    .action(async (file: string, { dryRun, server, tokenFile }: ImportOptions) => {
      if ((server === undefined) !== (tokenFile === undefined))
        throw misused('Give --server and --token-file together.');
      const access = server && tokenFile ? { url: server, tokenFile } : null;
      return (await import('./users/import.js')).importUsers(
        await configOf(),
        { file, dryRun, server: access },
        terminal,
      );
    });
  users
    .command('reset-password <username>')
    .description('withdraw the password of an account and print a reset token (the server may run)')
    .option('--yes', 'do it without asking, also if the password encrypts data that it alone opens', false)
    .action(async (username: string, { yes }: { yes: boolean }) =>
      (await import('./users/recovery.js')).resetPassword(await configOf(), { username, yes }, terminal),
    );
  users
    .command('reset-factors <username>')
    .description('remove all second factors of an account (the server may run)')
    .action(async (username: string) =>
      (await import('./users/recovery.js')).resetFactors(await configOf(), username, terminal),
    );
  policiesCommand(program, terminal);
  auditCommands(program, terminal, configOf);
  const keys = program.command('keys').description('encryption keys');
  keys
    .command('rotate')
    .description('rotate the master key (the server may run)')
    .option('--no-wait', 'only start it; the servers do the work')
    .action(async ({ wait }: { wait: boolean }) =>
      (await import('./keys/rotate.js')).rotateMaster(await configOf(), { wait }, terminal),
    );
  keyringCommand(program, terminal);
  addClientCommands(program, terminal);
  return program;
}

function policiesCommand(program: Command, terminal: Terminal): void {
  program
    .command('policies')
    .description('roles and policies')
    .command('repair')
    .argument('[username]', 'the account that is to be able to administer')
    .description('show who can administer, and give back a working administrator (the server may run)')
    .option('--yes', 'repair without asking', false)
    .action(async (username: string | undefined, { yes }: { yes: boolean }) =>
      (await import('./policies/repair.js')).repairPolicies(
        await configOf(),
        { username: username ?? null, yes },
        terminal,
      ),
    );
}

function keyringCommand(program: Command, terminal: Terminal): void {
  const keyring = program.command('keyring').description('where the keys are kept');
  keyring
    .command('passphrase')
    .description(
      'add or change the passphrase of the embedded keyring, which is asked for or read from standard input (stop the server)',
    )
    .option('--remove', 'remove it', false)
    .action(async ({ remove }: { remove: boolean }) =>
      (await import('./keyring/passphrase.js')).changePassphrase(await configOf(), { remove }, terminal),
    );
  keyring
    .command('adopt')
    .description(
      'let the next start bind the keyring to its store, although it belongs to another store (stop the server)',
    )
    .option('--new-store', 'also to a store that is empty', false)
    .action(async ({ newStore }: { newStore: boolean }) =>
      (await import('./keyring/adopt.js')).adoptKeyring(await configOf(), { newStore }, terminal),
    );
}

let places: Config['places'] | undefined;

async function configOf(): Promise<Config> {
  const { readConfig } = await import('#config');
  const config = readConfig();
  ({ places } = config);
  return config;
}

function versionOf(): string {
  const manifest = findPackageJSON('..', import.meta.url);
  return manifest ? JSON.parse(readFileSync(manifest, 'utf8')).version : 'unknown';
}
