import { existsSync, readFileSync, rmSync } from 'node:fs';
import { type Checkpoint, NoteError, parseCheckpoint, splitNote } from '#audit-proofs/offline';
import { CommandFailed } from '#command';
import { writeDurably } from '#kernel';

/** One a second is less for 30 years. */
const LOOKS = /^[1-9]\d{0,8}\n$/;

/** The last checkpoint that was seen, in a file: the signed note, exactly. So it can be shown, and verified, elsewhere. */
export class CheckpointMemory {
  constructor(private readonly file: string) {}

  /** Null: there is no file. CommandFailed if it holds no checkpoint. */
  read(): Checkpoint | null {
    return checkpointIn(this.file, '--state names a file that holds no checkpoint.');
  }

  /** Replaces the file as a whole. The server has proved this note, so nothing is unproved any more. */
  write(note: Uint8Array): void {
    writeDurably(this.file, note);
    for (const file of [this.unprovedFile, this.looksFile]) rmSync(file, { force: true });
  }

  /** The first checkpoint that the server showed without a proof since the last one with a proof. Null: there is none. */
  unproved(): Checkpoint | null {
    return checkpointIn(this.unprovedFile, 'The file beside --state that ends in .unproved holds no checkpoint.');
  }

  /** Keeps a note without a proof beside the file, unless there is one: the server must extend the first, too. */
  keepUnproved(note: Uint8Array): void {
    if (!existsSync(this.unprovedFile)) writeDurably(this.unprovedFile, note);
  }

  /**
   * Counts a look that ended without a proof. How many there were since the last proof, also in earlier runs. CommandFailed if
   * the file of the count holds no number.
   */
  countUnproved(): number {
    const looks = (existsSync(this.looksFile) ? looksIn(readFileSync(this.looksFile, 'utf8')) : 0) + 1;
    writeDurably(this.looksFile, `${looks}\n`);
    return looks;
  }

  /** Keeps a note that contradicts the file beside it: together they show what the server did. Its path. */
  keepRefused(note: Uint8Array): string {
    const path = `${this.file}.refused`;
    writeDurably(path, note);
    return path;
  }

  private get unprovedFile(): string {
    return `${this.file}.unproved`;
  }

  private get looksFile(): string {
    return `${this.file}.looks`;
  }
}

function looksIn(text: string): number {
  if (!LOOKS.test(text)) throw new CommandFailed(['The file beside --state that ends in .looks holds no number.']);
  return Number(text);
}

function checkpointIn(file: string, refusal: string): Checkpoint | null {
  try {
    return parseCheckpoint(splitNote(readFileSync(file)).text);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error instanceof NoteError ? new CommandFailed([refusal]) : error;
  }
}
