import type { Command } from 'commander';
import { type Environment, ownEnvironment } from './environment.js';
import { fileCommands } from './file-commands.js';
import { TERMINAL, type Terminal } from './terminal.js';
import { atWork, type Working } from './workplace.js';

const HEADING = 'Commands for people and programs, over the API:';
const AS_JSON = ['--json', 'print JSON'] as const;

/** Adds the commands that work over the API. Each loads its code when it is called. They throw CommandFailed alone. */
export function addClientCommands(
  program: Command,
  terminal: Terminal = TERMINAL,
  environment: Environment = ownEnvironment(),
): void {
  const working: Working = (work) => atWork({ environment, terminal }, work);
  program.commandsGroup(HEADING);
  sessionCommands(program, working);
  secretCommands(program, working);
  fileCommands(program, working);
  runCommand(program, working);
  program
    .command('completion <shell>')
    .description('print what makes bash, zsh or fish complete: source <(coffer completion bash)')
    .action((shell) =>
      working(async (place) =>
        (await import('./completion/print-completion.js')).printCompletion(place, program, shell),
      ),
    );
}

function sessionCommands(program: Command, working: Working): void {
  program
    .command('login [url]')
    .description('log in and store the session; the server is URL or COFFER_URL')
    .option('--username <name>', 'the account; otherwise it is asked for')
    .option('--password-stdin', 'read the password from the standard input')
    .option('--zero-knowledge', 'for an account with a vault: never send the password, but a secret derived from it')
    .action((url, options) =>
      working(async (place) => (await import('./session/log-in.js')).logIn(place, url, options)),
    );
  program
    .command('password')
    .description('change your password; your other sessions end')
    .option('--password-stdin', 'read two lines from the standard input: the present password, and the new one')
    .action((options) =>
      working(async (place) => (await import('./session/change-password.js')).changePassword(place, options)),
    );
  program
    .command('logout')
    .description('end the stored session')
    .action(() => working(async (place) => (await import('./session/log-out.js')).logOut(place)));
  program
    .command('whoami')
    .description('show the account that the server sees, and what it may do')
    .option(...AS_JSON)
    .action((options) => working(async (place) => (await import('./session/who-am-i.js')).whoAmI(place, options)));
}

function secretCommands(program: Command, working: Working): void {
  program
    .command('get <path>')
    .description('print the value of a secret, or of one field of it: PATH#field')
    .option('--version <n>', 'an earlier version')
    .option(...AS_JSON)
    .action((path, options) =>
      working(async (place) => (await import('./secrets/get-secret.js')).getSecret(place, path, options)),
    );
  program
    .command('set <path>')
    .description('store a value, which is read from the standard input or asked for; never an argument')
    .option('--file <file>', 'read the value from this file')
    .option('--trim', 'without the line break at its end')
    .option('--empty', 'store a value that is empty')
    .option('--if-new', 'refuse if there is a secret already')
    .option(...AS_JSON)
    .action((path, options) =>
      working(async (place) => (await import('./secrets/set-secret.js')).setSecret(place, path, options)),
    );
  program
    .command('ls [prefix]')
    .description('list the secrets whose path begins with PREFIX: a table, or one path a line for a program')
    .option('--deleted', 'those that can be restored')
    .option(...AS_JSON)
    .action((prefix = '', options) =>
      working(async (place) => (await import('./secrets/list-secrets.js')).listSecrets(place, prefix, options)),
    );
  program
    .command('history <path>')
    .description('list the versions of a secret')
    .option(...AS_JSON)
    .action((path, options) =>
      working(async (place) => (await import('./secrets/history.js')).history(place, path, options)),
    );
  program
    .command('rm <path>')
    .description('delete a secret; it can be restored for some days')
    .option(...AS_JSON)
    .action((path, options) =>
      working(async (place) => (await import('./secrets/remove-secret.js')).removeSecret(place, path, options)),
    );
  program
    .command('restore <path>')
    .description('bring a deleted secret back')
    .option('--id <id>', 'which one, if several had this path')
    .option(...AS_JSON)
    .action((path, options) =>
      working(async (place) => (await import('./secrets/restore-secret.js')).restoreSecret(place, path, options)),
    );
}

function runCommand(program: Command, working: Working): void {
  program
    .command('run')
    .description('run a program with secrets in its environment; coffer://PATH#FIELD in a variable is replaced')
    .argument('<program...>', 'the program and its arguments, behind --')
    .option(
      '--prefix <prefix>',
      'the secrets right below this prefix, again for several',
      (one, all: string[] = []) => [...all, one],
    )
    .option('--deep', 'also below deeper levels')
    .option('--only <names>', 'these variables alone, such as DB_PASSWORD,API_KEY')
    .option('--override', 'secrets count before variables that are set already')
    .passThroughOptions()
    .action((command, options) =>
      working(async (place) => (await import('./run/run-program.js')).runProgram(place, command, options)),
    );
}
