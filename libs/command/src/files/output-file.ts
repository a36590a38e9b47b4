import { lstat, stat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { failed } from '../failure.js';
import { writeValues } from '../output/write-values.js';
import { writePrivate } from '../session/private-files.js';
import type { Terminal } from '../terminal.js';
import { isInWorkTree } from './git-work-tree.js';

/** Where a text with secrets goes. */
export interface OutputOptions {
  /** Undefined: to the standard output. */
  readonly output?: string;
  /** Also into a git work tree. */
  readonly force?: true;
}

/** Throws before anything is asked of the server, if the file could not be written. */
export async function requireOutput({ output, force }: OutputOptions): Promise<void> {
  if (output === undefined) return;
  const file = resolve(output);
  const folder = await stat(dirname(file)).catch(() => null);
  if (!folder?.isDirectory()) throw failed('--output must be in a folder that exists.');
  const found = await lstat(file).catch(() => null);
  if (found && !found.isFile())
    throw failed('--output must be a new file or a regular file, not a link, folder or device.');
  if (!force && (await isInWorkTree(dirname(file))))
    throw failed('--output is in a git work tree, where it could be committed: write it elsewhere, or use --force.');
}

/** Writes a file that its owner alone can read: as a whole or not at all. Without a file: to the standard output. */
export async function writeOutput(terminal: Terminal, text: string, options: OutputOptions): Promise<void> {
  if (options.output === undefined) return writeValues(terminal, text);
  await requireOutput(options);
  await writePrivate(resolve(options.output), text);
}
