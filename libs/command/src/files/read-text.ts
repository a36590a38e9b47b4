import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { failed } from '../failure.js';
import type { Terminal } from '../terminal.js';

const MIB = 1_048_576;

/** A file that is read whole, and how messages name it. */
export interface TextFile {
  /** `-`: the standard input. */
  readonly file: string;
  readonly called: string;
  readonly mostMib: number;
}

/** The exact text of a file. Throws CommandFailed for one that is too large or not UTF-8, without a word of it. */
export async function readText(terminal: Terminal, of: TextFile): Promise<string> {
  const bytes = of.file === '-' ? await terminal.input(of.mostMib * MIB) : await bytesOf(of);
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw failed(`${of.called} is not UTF-8.`);
  }
}

async function bytesOf({ file, called, mostMib }: TextFile): Promise<Uint8Array> {
  const found = await stat(file).catch(() => null);
  if (!found?.isFile()) throw failed(`${called} does not exist, or is no file.`);
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of createReadStream(file) as AsyncIterable<Uint8Array>) {
    bytes += chunk.length;
    if (bytes > mostMib * MIB) throw failed(`${called} has more than ${mostMib} MiB.`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
