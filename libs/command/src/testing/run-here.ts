import { addClientCommands } from '../commands.js';
import type { Environment } from '../environment.js';
import { DONE } from '../failure.js';
import { emptyProgram, exitCodeOf } from '../program/program.js';
import { TestTerminal } from './test-terminal.js';

export interface Here {
  readonly environment?: Environment;
  /** What a person types, in order. */
  readonly answers?: string[];
  /** The standard input. */
  readonly input?: string;
}

/** Runs a client command in this process, with a terminal in memory. */
export async function runHere(
  args: readonly string[],
  { environment = {}, answers, input }: Here = {},
): Promise<{ readonly code: number; readonly terminal: TestTerminal }> {
  const terminal = new TestTerminal(answers, input);
  const program = emptyProgram('0.0.0').configureOutput({ writeErr: (text) => terminal.complain(text.trimEnd()) });
  addClientCommands(program, terminal, environment);
  try {
    await program.parseAsync(args, { from: 'user' });
    return { code: DONE, terminal };
  } catch (error) {
    const code = exitCodeOf(error, terminal);
    if (code === null) throw error;
    return { code, terminal };
  }
}
