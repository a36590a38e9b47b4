import { closeSync, existsSync, fstatSync, openSync, readFileSync, readSync } from 'node:fs';
import { dirname } from 'node:path';
import { syncFolder } from '#kernel';

/** How many bytes of the file are looked at together. */
const BLOCK = 1_048_576;
/** A wrap is looked for in pieces of so many bytes: a part of it would already be a part of the key. */
const PIECE = 10;

/** The file `keyring.db` itself, beside SQLite: makes it, and looks whether it still holds bytes that were deleted. */
export class RingFile {
  private file: number | null = null;

  constructor(private readonly path: string) {}

  /** Makes the file, because SQLite would make it readable by others. An existing one is not opened here. */
  make(): void {
    if (existsSync(this.path)) return;
    closeSync(openSync(this.path, 'wx', 0o600));
    syncFolder(dirname(this.path));
  }

  /**
   * Opens the file for {@link holdsAny}. It stays open: closing it releases all locks of this process on it (fcntl(2)). So
   * call it only while this process holds the lock, and {@link close} when SQLite has let go.
   */
  open(): void {
    this.file ??= openSync(this.path, 'r');
  }

  close(): void {
    if (this.file !== null) closeSync(this.file);
    this.file = null;
  }

  /** Whether the file or its journal holds a piece of one of these wraps. */
  holdsAny(wraps: readonly Uint8Array[]): boolean {
    const pieces = wraps.flatMap(piecesOf);
    if (pieces.length === 0) return false;
    const journal = `${this.path}-journal`;
    const inJournal = existsSync(journal) && includesAny(readFileSync(journal), pieces);
    return inJournal || this.blocks().some((block) => includesAny(block(), pieces));
  }

  /** Reads of the file in blocks that overlap by a piece. */
  private blocks(): (() => Buffer)[] {
    const { file } = this;
    if (file === null) return [];
    const count = Math.ceil(fstatSync(file).size / BLOCK);
    return Array.from({ length: count }, (_, at) => () => {
      const block = Buffer.alloc(BLOCK + PIECE);
      return block.subarray(0, readSync(file, block, 0, block.length, at * BLOCK));
    });
  }
}

function piecesOf(wrap: Uint8Array): Buffer[] {
  const bytes = Buffer.from(wrap.buffer, wrap.byteOffset, wrap.byteLength);
  const count = Math.floor(bytes.length / PIECE);
  return Array.from({ length: count }, (_, at) => bytes.subarray(at * PIECE, (at + 1) * PIECE));
}

function includesAny(bytes: Buffer, pieces: readonly Buffer[]): boolean {
  return pieces.some((piece) => bytes.includes(piece));
}
