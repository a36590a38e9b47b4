import { createReadStream } from 'node:fs';

/** The longest line, in bytes. An account has a few hundred. */
export const LINE_BYTES = 65_536;
const NEWLINE = 10;

/** A line that is not blank. */
export interface Line {
  /** Counted from 1. */
  readonly number: number;
  /** Null if the line is longer than {@link LINE_BYTES} or not UTF-8. */
  readonly text: string | null;
}

/** Yields the file's lines. Holds one line in memory. Throws the errors of reading the file. */
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
