import { createReadStream } from 'node:fs';
import { buffer } from 'node:stream/consumers';
import { failed } from '../failure.js';

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  EACCES: 'your account may not read it',
  EISDIR: 'it is a folder',
};

/** A file that is read whole, and how messages name it. */
export interface ReadFile {
  readonly file: string;
  readonly called: string;
  /** In bytes. */
  readonly most: number;
}

/** The bytes of a file, which may be a pipe: no more than `most` is read. Throws CommandFailed without a word of it. */
export async function readBytes({ file, called, most }: ReadFile): Promise<Uint8Array> {
  // `end` counts from 0: one byte more than `most` says that it is too long.
  const bytes = await buffer(createReadStream(file, { end: most })).catch((error: NodeJS.ErrnoException) => {
    const reason = REASONS[error.code ?? ''];
    throw failed(`${called} cannot be read (${error.code ?? error.name})${reason ? `: ${reason}` : ''}.`);
  });
  if (bytes.length > most) throw failed(`${called} has more than ${most} bytes.`);
  return bytes;
}
