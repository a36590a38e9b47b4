import fc from 'fast-check';
import { leafHash } from '#kernel';
import { MemoryTree } from '../../testing/memory-tree.js';
import { decodeEntries, EntriesError, encodeEntries } from './entries.js';
import { consistencyProof, inclusionProof, type ReadNodes, treeRoot } from './merkle.js';
import { entriesPath, nodeInTile, nodeOfTile, parseTilePath, TILE_WIDTH, tilePath, tileRoot } from './tiles.js';

const SIZE = 2 ** 16 + 600;
const LEAVES = Array.from({ length: SIZE }, (_, at) => leafHash(String(at)));
const tree = new MemoryTree(LEAVES);

/** Level 0 from the leaves, each level above from the roots of the full tiles below. */
function tilesOf(leaves: readonly Buffer[]): Buffer[][] {
  const tiles: Buffer[][] = [];
  for (let row = leaves; row.length > 0; ) {
    const level: Buffer[] = [];
    for (let at = 0; at < row.length; at += TILE_WIDTH) level.push(Buffer.concat(row.slice(at, at + TILE_WIDTH)));
    tiles.push(level);
    row = level.filter((tile) => tile.length === 8_192).map(tileRoot);
  }
  return tiles;
}

const tiles = tilesOf(LEAVES);
const known = new Map<string, Buffer>();
const readTiles: ReadNodes = async (nodes) =>
  nodes.map((node) => {
    const name = `${node.level}/${node.index}`;
    const place = nodeInTile(node);
    const hash = known.get(name) ?? nodeOfTile(tiles[place.tile.level]?.[place.tile.index] ?? Buffer.alloc(0), place);
    known.set(name, hash);
    return hash;
  });

describe('tiles', () => {
  it('give the root of every size up to 2,100', async () => {
    for (let size = 0; size <= 2_100; size += 1)
      expect((await treeRoot(size, readTiles)).equals(await treeRoot(size, tree.read))).toBe(true);
  });

  it('give the roots and proofs of the tree', async () => {
    const size = fc.integer({ min: 1, max: SIZE });
    await fc.assert(
      fc.asyncProperty(size, size, async (one, two) => {
        const [from, to] = [Math.min(one, two), Math.max(one, two)];
        expect(await treeRoot(to, readTiles)).toEqual(await treeRoot(to, tree.read));
        expect(await inclusionProof(from - 1, to, readTiles)).toEqual(await inclusionProof(from - 1, to, tree.read));
        expect(await consistencyProof(from, to, readTiles)).toEqual(await consistencyProof(from, to, tree.read));
      }),
      { numRuns: 40 },
    );
  });

  it('refuse what they do not have', () => {
    expect(() => tileRoot(Buffer.alloc(8_191))).toThrow(RangeError);
    expect(() => nodeOfTile(Buffer.alloc(64), { first: 2, count: 1 })).toThrow(RangeError);
    expect(() => nodeOfTile(Buffer.alloc(64), { first: 0, count: 4 })).toThrow(RangeError);
  });
});

describe('tilePath', () => {
  it.each([
    [tilePath({ level: 0, index: 1_234_067 }, 256), 'tile/0/x001/x234/067'],
    [tilePath({ level: 1, index: 0 }, 17), 'tile/1/000.p/17'],
    [tilePath({ level: 6, index: 1_000 }, 1), 'tile/6/x001/000.p/1'],
    [entriesPath(999, 256), 'tile/entries/999'],
    [entriesPath(Number.MAX_SAFE_INTEGER, 255), 'tile/entries/x009/x007/x199/x254/x740/991.p/255'],
  ])('makes %s', (path, expected) => {
    expect(path).toBe(expected);
    expect(parseTilePath(path)).not.toBeNull();
  });

  it.each([
    [-1, 0, 1],
    [7, 0, 1],
    [0, -1, 1],
    [0, 2 ** 53, 1],
    [0, 0, 0],
    [0, 0, 257],
  ])('refuses level %p, index %p, width %p', (level, index, width) => {
    expect(() => tilePath({ level, index }, width)).toThrow(RangeError);
  });

  it('is read back', () => {
    fc.assert(
      fc.property(fc.nat(6), fc.maxSafeNat(), fc.integer({ min: 1, max: 256 }), (level, index, width) => {
        expect(parseTilePath(tilePath({ level, index }, width))).toEqual({ kind: 'tile', level, index, width });
        expect(parseTilePath(entriesPath(index, width))).toEqual({ kind: 'entries', index, width });
      }),
    );
  });

  it.each([
    ...['', 'tile', 'tile/0', 'tile/0/', 'tile/0/00', 'tile/0/0000', 'tile/0/x000/001', 'tile/0/001/002', 'tile/7/000'],
    ...['tile/00/000', 'tile/-1/000', 'tile/0/x001', 'tile/0/000.p/0', 'tile/0/000.p/256', 'tile/0/000.p/01'],
    ...['tile/0/000.p/', '/tile/0/000', 'tile/0/000\n', 'tile/0/../000', 'tile/entries/000.p/999', 'Tile/0/000'],
    ...['tile/0/x999/x999/x999/x999/x999/999', 'tile/0/x1/000', 'tile/0/٠٠٠'],
  ])('refuses %p', (path) => {
    expect(parseTilePath(path)).toBeNull();
  });
});

describe('an entry bundle', () => {
  it('has each leaf after its length', () => {
    expect(encodeEntries(['ab', 'ü', '']).toString('hex')).toBe('000261620002c3bc0000');
  });

  it('is read back', () => {
    const leaves = fc.array(fc.uint8Array({ maxLength: 600 }), { minLength: 1, maxLength: 256 });
    fc.assert(
      fc.property(leaves, (list) => {
        expect(decodeEntries(encodeEntries(list))).toEqual(list.map((leaf) => Buffer.from(leaf)));
      }),
      { numRuns: 30 },
    );
    expect(decodeEntries(encodeEntries([Buffer.alloc(65_535)]))[0]).toHaveLength(65_535);
  });

  it('refuses too many or too long leaves', () => {
    expect(() => encodeEntries([])).toThrow(RangeError);
    expect(() => encodeEntries(Array(257).fill(''))).toThrow(RangeError);
    expect(() => encodeEntries([Buffer.alloc(65_536)])).toThrow(RangeError);
  });

  it.each([
    ['', 'is empty'],
    ['00', 'within a length'],
    ['000161ff', 'within a length'],
    ['000261', 'within an entry'],
    ['0000'.repeat(257), 'more than 256'],
  ])('refuses the bytes %.8s', (hex, why) => {
    expect(() => decodeEntries(Buffer.from(hex, 'hex'))).toThrow(EntriesError);
    expect(() => decodeEntries(Buffer.from(hex, 'hex'))).toThrow(why);
  });
});
