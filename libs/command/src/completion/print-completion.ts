import type { Command } from 'commander';
import { misused } from '../failure.js';
import type { Workplace } from '../workplace.js';
import { commandTree } from './command-tree.js';
import { completionScript, SHELLS } from './scripts.js';

/** Prints the script that makes a shell complete the commands of `program`. */
export async function printCompletion({ terminal }: Workplace, program: Command, given: string): Promise<void> {
  const shell = SHELLS.find((one) => one === given);
  if (shell === undefined) throw misused(`SHELL must be one of ${SHELLS.join(', ')}.`);
  await terminal.write(completionScript(shell, commandTree(program)));
}
