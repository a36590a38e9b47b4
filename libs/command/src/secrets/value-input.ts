import { failed } from '../failure.js';
import { readBytes } from '../files/read-bytes.js';
import type { Terminal } from '../terminal.js';

/** The server's limit, in bytes of UTF-8. */
export const LONGEST_VALUE = 65_536;
const FILE = 'The file of --file';

/** Reads the value of a secret: from a file, from the standard input, or typed twice by a person. Never an argument. */
export async function readValue(terminal: Terminal, file: string | undefined): Promise<string> {
  if (file !== undefined) return textOf(await readBytes({ file, called: FILE, most: LONGEST_VALUE }), FILE);
  if (!terminal.canAnswer) return textOf(await terminal.input(LONGEST_VALUE), 'The standard input');
  const value = await terminal.secret('Value');
  if ((await terminal.secret('The same again')) !== value) throw failed('The two values differ. Nothing was stored.');
  return value;
}

/** The exact text: a byte order mark and the last line break are part of it. */
function textOf(bytes: Uint8Array, source: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw failed(`${source} is not UTF-8: encode binary values first, for example in base64.`);
  }
}
