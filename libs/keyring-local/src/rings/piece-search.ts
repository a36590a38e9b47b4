import { readSync } from 'node:fs';

/** A wrap is looked for in pieces of so many bytes: a part of it would already be a part of the key. */
export const PIECE = 10;
/** How many bytes of a file are looked at together. */
const BLOCK = 1_048_576;
/** The table of first bytes has 2^22 bits (512 KiB): of random bytes, those of 60,000 pieces match 1 word in 70. */
const TABLE_BITS = 22;
/** Spreads words over the table (multiplicative hashing, by the golden ratio). */
const SPREAD = 0x9e3779b1;

/**
 * Looks for many pieces at once, in one pass over the bytes. A table tells for the 4 bytes at each place whether a piece may
 * begin with them. Only there whole pieces are compared. So the time grows with the bytes plus the pieces, and not with the
 * bytes times the pieces.
 */
export class PieceSearch {
  private readonly table = new Uint8Array(2 ** (TABLE_BITS - 3));
  private readonly pieces: Buffer;
  /** By the first 4 bytes: the last piece that begins with them. */
  private readonly last = new Map<number, number>();
  /** By piece: the one before it that begins with the same 4 bytes; -1: there is none. */
  private readonly before: Int32Array;

  /** The bytes at the end of a wrap that fill no piece are not looked for. */
  constructor(wraps: readonly Uint8Array[]) {
    this.pieces = Buffer.concat(wraps.map((wrap) => wrap.subarray(0, wrap.length - (wrap.length % PIECE))));
    this.before = new Int32Array(this.pieces.length / PIECE);
    this.before.forEach((_, piece) => void this.add(piece));
  }

  /** Whether one of the pieces is anywhere in `bytes`. */
  isIn(bytes: Buffer): boolean {
    const lastPlace = bytes.length - PIECE;
    if (lastPlace < 0) return false;
    let word = bytes.readInt32BE(0);
    for (let at = 0; ; at++) {
      const place = placeOf(word);
      if (((this.table[place >>> 3] ?? 0) >>> (place & 7)) & 1 && this.isAt(bytes, at, word)) return true;
      if (at === lastPlace) return false;
      word = (word << 8) | (bytes[at + 4] ?? 0);
    }
  }

  /** The same for an open file. `blockBytes`: how much of it is read at a time, {@link PIECE} or more. */
  isInFile(file: number, blockBytes = BLOCK): boolean {
    const block = Buffer.alloc(blockBytes);
    // A block begins with the end of the one before: a piece across the border is whole in one of them.
    for (let at = 0; ; ) {
      const read = readSync(file, block, 0, blockBytes, at);
      if (read < PIECE) return false;
      if (this.isIn(block.subarray(0, read))) return true;
      at += read - PIECE + 1;
    }
  }

  private add(piece: number): void {
    const word = this.pieces.readInt32BE(piece * PIECE);
    const place = placeOf(word);
    this.table[place >>> 3] = (this.table[place >>> 3] ?? 0) | (1 << (place & 7));
    this.before[piece] = this.last.get(word) ?? -1;
    this.last.set(word, piece);
  }

  private isAt(bytes: Buffer, at: number, word: number): boolean {
    for (let piece = this.last.get(word) ?? -1; piece >= 0; piece = this.before[piece] ?? -1) {
      const from = piece * PIECE;
      if (this.pieces.compare(bytes, at, at + PIECE, from, from + PIECE) === 0) return true;
    }
    return false;
  }
}

/** The bit of a word in the table. */
function placeOf(word: number): number {
  return Math.imul(word, SPREAD) >>> (32 - TABLE_BITS);
}
