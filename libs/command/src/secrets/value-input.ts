import { open } from 'node:fs/promises';
import { failed } from '../failure.js';
import type { Terminal } from '../terminal.js';

/** The server's limit, in bytes of UTF-8. */
const LONGEST_VALUE = 65_536;
/** What is said of a longer value is the server's: one byte more is enough to know. */
const MOST = LONGEST_VALUE + 1;

/** Reads the value of a secret: from a file, from the standard input, or typed twice by a person. Never an argument. */
export async function readValue(terminal: Terminal, file: string | undefined): Promise<string> {
  if (file !== undefined) return textOf(await bytesOf(file), '--file');
  if (!terminal.canAnswer) return textOf(await terminal.input(MOST), 'The standard input');
  const value = await terminal.secret('Value');
  if ((await terminal.secret('The same again')) !== value) throw failed('The two values differ. Nothing was stored.');
  return value;
}

async function bytesOf(file: string): Promise<Uint8Array> {
  const handle = await open(file, 'r').catch((error: NodeJS.ErrnoException) => {
    throw failed(`--file names a file that cannot be read (${error.code ?? error.name}).`);
  });
  try {
    const bytes = new Uint8Array(MOST);
    let filled = 0;
    for (;;) {
      const { bytesRead } = await handle.read(bytes, filled, MOST - filled);
      filled += bytesRead;
      if (bytesRead === 0 || filled === MOST) return bytes.subarray(0, filled);
    }
  } catch (error) {
    throw failed(`--file names a file that cannot be read (${(error as NodeJS.ErrnoException).code ?? 'unknown'}).`);
  } finally {
    await handle.close();
  }
}

/** The exact text: a byte order mark and the last line break are part of it. */
function textOf(bytes: Uint8Array, source: string): string {
  if (bytes.length > LONGEST_VALUE)
    throw failed(`${source} has more than ${LONGEST_VALUE} bytes, the most of a value.`);
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw failed(`${source} is not UTF-8: encode binary values first, for example in base64.`);
  }
}
