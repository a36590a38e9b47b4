import { Command, CommanderError } from 'commander';
import { addClientCommands } from '../commands.js';
import { CommandFailed, DONE, MISUSED } from '../failure.js';
import { endWithReader, TERMINAL, type Terminal } from '../terminal.js';
import { usageLine } from './usage-line.js';

/** A program without commands, with the rules that all `coffer` programs share. */
export function emptyProgram(version: string): Command {
  return new Command('coffer')
    .version(version)
    .enablePositionalOptions()
    .configureOutput({ outputError: (text, write) => write(`coffer: ${usageLine(text)}\n`) })
    .exitOverride();
}

/** The exit code of a command line that failed, after its lines are printed. Null: none of our failures. */
export function exitCodeOf(error: unknown, terminal: Terminal): number | null {
  if (error instanceof CommanderError) return error.exitCode === 0 ? DONE : MISUSED;
  if (!(error instanceof CommandFailed)) return null;
  for (const line of error.lines) terminal.complain(line);
  return error.exitCode;
}

/** Runs one command line of the published package, which has no operator's commands. Returns the exit code. */
export async function run(version: string, args: readonly string[], terminal: Terminal = TERMINAL): Promise<number> {
  endWithReader();
  try {
    const program = emptyProgram(version).description('Secrets of a Coffer server, for people and programs.');
    addClientCommands(program, terminal);
    await program.parseAsync(args, { from: 'user' });
    return DONE;
  } catch (error) {
    const code = exitCodeOf(error, terminal);
    if (code === null) throw error;
    return code;
  }
}
