import { type ChildProcess, spawn } from 'node:child_process';
import { constants } from 'node:os';
import { setTimeout as pause } from 'node:timers/promises';
import { CommandFailed } from '../failure.js';

/** Passed on to the child. SIGUSR1 too: without a listener it would open Node's debugger. */
const PASSED_ON: readonly NodeJS.Signals[] = ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT', 'SIGUSR1', 'SIGUSR2'];
/** A terminal sends these to all its programs, so to the child too. */
const OF_THE_TERMINAL: ReadonlySet<NodeJS.Signals> = new Set(['SIGINT', 'SIGQUIT']);
/** Signals whose end writes the memory to a file. This memory holds secrets, so their number is the exit code instead. */
const DUMPS_MEMORY: ReadonlySet<string> = new Set([
  ...['SIGQUIT', 'SIGILL', 'SIGTRAP', 'SIGABRT', 'SIGBUS', 'SIGFPE', 'SIGSEGV', 'SIGSYS', 'SIGXCPU', 'SIGXFSZ'],
]);
const IS_WINDOWS = process.platform === 'win32';
/** As shells number what could not be started, and what ended by a signal. */
const NOT_FOUND = 127;
const NOT_STARTED = 126;
const BY_SIGNAL = 128;

/** Reasons why a program does not start, by the code of the fault. */
const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such program',
  EACCES: 'it may not be run',
  ENOEXEC: 'it is no program: does its first line begin with #! ?',
  E2BIG: 'arguments and environment are longer than this system allows: take fewer secrets',
  EINVAL: IS_WINDOWS ? 'Windows starts .cmd and .bat files only by `cmd /c`' : 'it cannot be started',
};

/**
 * Runs a program without a shell, with exactly this environment, and waits for its end. Programs that it leaves behind run
 * on. Returns its exit code. Ends this process by the signal that ended the program.
 */
export async function runChild(
  program: string,
  args: readonly string[],
  environment: Readonly<Record<string, string>>,
): Promise<number> {
  const child = started(program, args, environment);
  const isAtTerminal = process.stdin.isTTY || process.stdout.isTTY || process.stderr.isTTY;
  // Process 1 of a container gets these also from `docker stop` and `docker kill`, which tell nobody else.
  const isTold = isAtTerminal && process.pid !== 1;
  const passOn = (signal: NodeJS.Signals): void => {
    // On Windows, `kill` would end the child at once. Its console tells the child by itself.
    if (!IS_WINDOWS && !(isTold && OF_THE_TERMINAL.has(signal))) child.kill(signal);
  };
  const signals = PASSED_ON.filter((signal) => signal in constants.signals);
  for (const signal of signals) process.on(signal, passOn);
  try {
    const [code, signal] = await new Promise<[number | null, NodeJS.Signals | null]>((resolve, reject) => {
      child.once('error', (error) => reject(notStarted(program, error)));
      child.once('exit', (...end) => resolve(end));
    });
    if (signal === null) return code ?? 1;
    for (const one of signals) process.off(one, passOn);
    return await endBy(signal);
  } finally {
    for (const signal of signals) process.off(signal, passOn);
  }
}

/** Node throws some reasons at once, such as E2BIG, and emits others. */
function started(program: string, args: readonly string[], env: Readonly<Record<string, string>>): ChildProcess {
  try {
    return spawn(program, [...args], { stdio: 'inherit', env });
  } catch (error) {
    throw notStarted(program, error as NodeJS.ErrnoException);
  }
}

function notStarted(program: string, error: NodeJS.ErrnoException): CommandFailed {
  const code = error.code ?? error.name;
  const reason = REASONS[code] ?? 'it cannot be started';
  return new CommandFailed([`${program}: ${reason} (${code}).`], code === 'ENOENT' ? NOT_FOUND : NOT_STARTED);
}

async function endBy(signal: NodeJS.Signals): Promise<number> {
  if (!IS_WINDOWS && !DUMPS_MEMORY.has(signal)) {
    process.kill(process.pid, signal);
    // It arrives at once. If it is ignored here, the exit code tells it.
    await pause(1_000);
  }
  return BY_SIGNAL + constants.signals[signal];
}
