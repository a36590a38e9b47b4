import { readFileSync } from 'node:fs';
import { parseEnv } from 'node:util';
import { lineProblems } from './env-lines.js';

/** What a file of variables says, and what is wrong with it: one line each, without a value. */
export interface EnvFile {
  readonly values: Readonly<Record<string, string | undefined>>;
  readonly problems: readonly string[];
}

const NOTHING: EnvFile = { values: {}, problems: [] };

/** What an error of the file system means for `.env`. */
const UNREADABLE: Readonly<Record<string, string>> = {
  EISDIR: 'is a folder: remove it (Docker makes one where the file of a mount is missing)',
  EACCES: 'cannot be read: give the account of the server the right to read it',
  EPERM: 'cannot be read: give the account of the server the right to read it',
};

/**
 * Reads `.env` of the working directory, if there is one. `ours`: the names of Coffer's variables. Node's parser reads the
 * values. What it would read in another way than people mean it is a problem: a wrong encoding, a quote that is not
 * closed, a `#` inside of a value, a line without `=`, a variable that is there twice.
 */
export function readEnvFile(ours: ReadonlySet<string>, file = '.env'): EnvFile {
  let bytes: Buffer;
  try {
    bytes = readFileSync(file);
  } catch (error) {
    const { code = 'unknown error' } = error as NodeJS.ErrnoException;
    return code === 'ENOENT' ? NOTHING : refused(UNREADABLE[code] ?? `cannot be read (${code})`);
  }
  const text = decoded(bytes);
  if (text === null) return refused('is not in UTF-8: save it as UTF-8, not as UTF-16 or "Unicode"');
  return { values: parseEnv(text), problems: lineProblems(text, ours) };
}

/** The text without a byte order mark. Null if it is not UTF-8. UTF-16 without a mark is UTF-8 with NUL characters. */
function decoded(bytes: Buffer): string | null {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    return text.includes('\0') ? null : text.replace(/\r\n?/g, '\n');
  } catch {
    return null;
  }
}

function refused(reason: string): EnvFile {
  return { values: {}, problems: [`.env ${reason}`] };
}
