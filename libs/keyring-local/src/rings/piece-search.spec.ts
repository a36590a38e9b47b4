import { randomBytes } from 'node:crypto';
import { closeSync, mkdtempSync, openSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PIECE, PieceSearch } from './piece-search.js';

/** The bytes of a wrap of a ring key. */
const WRAP = 61;

/** Whole numbers from 0 to less than `below`, the same in each run (Lehmer). */
function numbers(seed: number) {
  let state = seed;
  return (below: number) => {
    state = (state * 48_271) % 2_147_483_647;
    return state % below;
  };
}

function piecesOf(wraps: readonly Buffer[]): Buffer[] {
  return wraps.flatMap((wrap) =>
    Array.from({ length: Math.floor(wrap.length / PIECE) }, (_, at) => wrap.subarray(at * PIECE, (at + 1) * PIECE)),
  );
}

describe('the search for pieces of wraps', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'coffer-pieces-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  function isInFile(search: PieceSearch, bytes: Buffer, blockBytes: number): boolean {
    const path = join(folder, 'bytes');
    writeFileSync(path, bytes);
    const file = openSync(path, 'r');
    try {
      return search.isInFile(file, blockBytes);
    } finally {
      closeSync(file);
    }
  }

  it('finds what a search for each piece by itself finds, also across the borders of blocks [R123]', () => {
    const next = numbers(20_261_201);
    let found = 0;
    for (let round = 0; round < 1_000; round++) {
      // Of two letters, so that many pieces begin alike and many places nearly match.
      const letters = (length: number) => Buffer.from(Array.from({ length }, () => next(2)));
      const wraps = Array.from({ length: next(6) }, () => letters(next(40)));
      const bytes = letters(next(200));
      const pieces = piecesOf(wraps);
      // Every other round has one piece for certain, at any place.
      const piece = round % 2 === 0 && bytes.length >= PIECE ? pieces[next(pieces.length || 1)] : undefined;
      piece?.copy(bytes, next(bytes.length - PIECE + 1));
      const expected = pieces.some((one) => bytes.includes(one));
      const search = new PieceSearch(wraps);
      const blockBytes = PIECE + next(30);
      expect([round, search.isIn(bytes), isInFile(search, bytes, blockBytes)]).toEqual([round, expected, expected]);
      found += expected ? 1 : 0;
    }
    expect(found).toBeGreaterThan(400);
    expect(found).toBeLessThan(950);
  });

  it('finds each piece of a wrap at each place of a file of several blocks [R123]', () => {
    const blockBytes = 32;
    const wrap = randomBytes(WRAP);
    const search = new PieceSearch([randomBytes(WRAP), wrap, randomBytes(WRAP)]);
    for (const piece of piecesOf([wrap])) {
      for (let at = 0; at <= 100 - PIECE; at++) {
        const bytes = Buffer.alloc(100, 0xff);
        piece.copy(bytes, at);
        expect([at, isInFile(search, bytes, blockBytes)]).toEqual([at, true]);
        piece.copy(bytes, at, 0, PIECE - 1);
        bytes[at + PIECE - 1] = (bytes[at + PIECE - 1] ?? 0) ^ 1;
        expect([at, isInFile(search, bytes, blockBytes)]).toEqual([at, false]);
      }
    }
  });

  it('passes over the bytes once, however many pieces there are', () => {
    // After a rotation of the master key with 10,000 rings. One search for each piece takes a minute.
    const search = new PieceSearch(Array.from({ length: 10_000 }, () => randomBytes(WRAP)));
    const bytes = randomBytes(4 * 1_048_576);
    const before = process.threadCpuUsage();
    expect(search.isIn(bytes)).toBe(false);
    const { user, system } = process.threadCpuUsage(before);
    expect(user + system).toBeLessThan(5_000_000);
  });
});
