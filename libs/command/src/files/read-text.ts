import { failed } from '../failure.js';
import type { Terminal } from '../terminal.js';
import { type ReadFile, readBytes } from './read-bytes.js';

/** The exact text of a file; `-` is the standard input. Throws CommandFailed for what is too large or not UTF-8. */
export async function readText(terminal: Terminal, of: ReadFile): Promise<string> {
  const bytes = of.file === '-' ? await terminal.input(of.most) : await readBytes(of);
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw failed(`${of.called} is not UTF-8.`);
  }
}
