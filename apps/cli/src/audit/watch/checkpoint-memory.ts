import { readFileSync } from 'node:fs';
import { type Checkpoint, NoteError, parseCheckpoint, splitNote } from '#audit-proofs/offline';
import { CommandFailed } from '#command';
import { writeDurably } from '#kernel';

/** The last checkpoint that was seen, in a file: the signed note, exactly. So it can be shown, and verified, elsewhere. */
export class CheckpointMemory {
  constructor(private readonly file: string) {}

  /** Null: there is no file. CommandFailed if it holds no checkpoint. */
  read(): Checkpoint | null {
    const note = this.noteInFile();
    try {
      return note && parseCheckpoint(splitNote(note).text);
    } catch (error) {
      if (error instanceof NoteError) throw new CommandFailed([`--state names a file that holds no checkpoint.`]);
      throw error;
    }
  }

  /** Replaces the file as a whole. */
  write(note: Uint8Array): void {
    writeDurably(this.file, note);
  }

  /** Keeps a note that contradicts the file beside it: together they show what the server did. Its path. */
  keepRefused(note: Uint8Array): string {
    const path = `${this.file}.refused`;
    writeDurably(path, note);
    return path;
  }

  private noteInFile(): Buffer | null {
    try {
      return readFileSync(this.file);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
      throw error;
    }
  }
}
