import { type FileHandle, open } from 'node:fs/promises';
import { StartError } from '#kernel';
import { BreachedPasswords } from '../../ports/breached-passwords.js';
import { passwordDigest } from './password-digest.js';

/** A digest or its first digits, at least 10 (40 bits: one good password in 1,000 is refused by 10^9 of them). */
const LINE = /^([0-9A-F]{10,40})(?::\d+)?$/i;
/** Bytes. Longer than every line. */
const LONGEST_LINE = 64;

/**
 * A file of SHA-1 digests in hex, one a line, sorted, each with `:<count>` or without: the download of Pwned Passwords
 * "ordered by hash". It is searched by halves and never loaded: 31 reads for 40 GB.
 */
export class FileBreachedPasswords extends BreachedPasswords {
  constructor(
    private readonly path: string,
    private readonly onFailure: (cause: unknown) => void,
  ) {
    super();
  }

  /** Throws StartError unless the file can be read and begins with a digest. */
  async check(): Promise<void> {
    const first = await this.within((file) => lineAt(file, 0)).catch(() => null);
    if (first !== null && LINE.test(first.text)) return;
    throw new StartError('BREACH_LIST_FILE is not a readable file of sorted SHA-1 digests in hex, one a line');
  }

  override async includes(password: string): Promise<boolean> {
    const digest = passwordDigest(password);
    try {
      return await this.within((file) => isListed(file, digest));
    } catch (error) {
      this.onFailure(error);
      return false;
    }
  }

  private async within<T>(work: (file: FileHandle) => Promise<T>): Promise<T> {
    await using file = await open(this.path, 'r');
    return await work(file);
  }
}

interface Line {
  readonly text: string;
  /** Where the next line begins. */
  readonly end: number;
}

/** Keeps `from` at the start of a line that is not after the digest, if there is one. */
async function isListed(file: FileHandle, digest: string): Promise<boolean> {
  let from = 0;
  let to = (await file.stat()).size;
  while (from < to) {
    const middle = Math.floor((from + to) / 2);
    const start = await startAt(file, middle, from);
    const line = await lineAt(file, start);
    const digits = LINE.exec(line.text)?.[1]?.toUpperCase();
    if (digits === undefined) throw new Error('a line of BREACH_LIST_FILE is no digest');
    if (digest.startsWith(digits)) return true;
    if (digits < digest) from = line.end;
    else to = start;
  }
  return false;
}

/** The start of the line that holds the byte at `position`; not before `from`, which is the start of a line. */
async function startAt(file: FileHandle, position: number, from: number): Promise<number> {
  const begin = Math.max(from, position - LONGEST_LINE);
  const bytes = await read(file, begin, position - begin);
  const feed = bytes.lastIndexOf('\n');
  return feed === -1 ? begin : begin + feed + 1;
}

async function lineAt(file: FileHandle, start: number): Promise<Line> {
  const bytes = await read(file, start, LONGEST_LINE);
  const feed = bytes.indexOf('\n');
  const end = feed === -1 ? bytes.length : feed;
  return { text: bytes.toString('latin1', 0, end).trim(), end: start + end + 1 };
}

async function read(file: FileHandle, position: number, length: number): Promise<Buffer> {
  const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, position);
  return buffer.subarray(0, bytesRead);
}
