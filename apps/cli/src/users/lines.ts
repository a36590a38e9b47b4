import { createReadStream } from 'node:fs';

/** Of one line, in bytes: an account is a few hundred. */
export const LINE_BYTES = 65_536;
const NEWLINE = 10;

/** A line of a file that is not blank. */
export interface Line {
  /** From 1, as an editor counts. */
  readonly number: number;
  /** Null: longer than {@link LINE_BYTES}, or not UTF-8. */
  readonly text: string | null;
}

/** The file's lines, never more than one of them in memory. Throws what reading the file throws. */
export async function* linesOf(path: string): AsyncGenerator<Line> {
  let number = 1;
  let parts: Buffer[] = [];
  let bytes = 0;
  const keep = (part: Buffer): void => {
    bytes += part.length;
    if (bytes <= LINE_BYTES) parts.push(part);
  };
  const take = (): string | null => {
    const text = bytes > LINE_BYTES ? null : decoded(Buffer.concat(parts));
    parts = [];
    bytes = 0;
    return text;
  };
  for await (const chunk of createReadStream(path) as AsyncIterable<Buffer>) {
    let from = 0;
    for (let end = chunk.indexOf(NEWLINE); end >= 0; end = chunk.indexOf(NEWLINE, from)) {
      keep(chunk.subarray(from, end));
      from = end + 1;
      const text = take();
      if (text?.trim() !== '') yield { number, text };
      number += 1;
    }
    keep(chunk.subarray(from));
  }
  const text = take();
  if (text?.trim() !== '') yield { number, text };
}

function decoded(bytes: Buffer): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return null;
  }
}
