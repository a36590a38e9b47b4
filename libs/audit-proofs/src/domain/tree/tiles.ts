import { HASH_BYTES, rootOfHashes } from '#kernel';
import type { NodeAt } from './merkle.js';

/** The hashes of a full tile (C2SP tlog-tiles). */
export const TILE_WIDTH = 256;

/** The bytes of a full tile: 8,192. */
export const TILE_BYTES = TILE_WIDTH * HASH_BYTES;

/** The levels of the tree in one level of tiles: a tile spans 2^8 hashes. */
const TILE_HEIGHT = 8;

/** A hash at level 6 spans 2^48 leaves. One at level 7 would span more than 2^53. */
const MAX_TILE_LEVEL = 6;

const PATH = /^tile\/(entries|[0-6])\/((?:x\d{3}\/){0,5}\d{3})(?:\.p\/([1-9]\d{0,2}))?$/;

/** A level of the tree in tiles: 0 has the hashes of the leaves; n + 1 has the roots of the full tiles of level n. */
export interface TileAt {
  readonly level: number;
  /** From 0. */
  readonly index: number;
}

/** What a path of a log in tiles names. `width`: how many hashes or entries, 1 to 256; below 256 it is partial. */
export type TilePath =
  | (TileAt & { readonly kind: 'tile'; readonly width: number })
  | { readonly kind: 'entries'; readonly index: number; readonly width: number };

/** Where the hashes under a node lie: `count` hashes from `first` on, a power of two, in a tile. */
export interface NodeInTile {
  readonly tile: TileAt;
  /** 0 to 255. */
  readonly first: number;
  /** 1 to 128. */
  readonly count: number;
}

/**
 * The path of a tile with `width` hashes (C2SP tlog-tiles).
 *
 * Errors: RangeError for a level that is not 0 to 6, an index that is no safe integer from 0, a width that is not 1 to 256.
 *
 * @example
 * tilePath({ level: 0, index: 1_234_067 }, 256); // 'tile/0/x001/x234/067'
 * tilePath({ level: 1, index: 0 }, 17); // 'tile/1/000.p/17'
 */
export function tilePath({ level, index }: TileAt, width: number): string {
  requireInteger('level', level, 0, MAX_TILE_LEVEL);
  return `tile/${level}/${placeOf(index, width)}`;
}

/**
 * The path of the entries under a tile of level 0 (C2SP tlog-tiles). Errors: as {@link tilePath}.
 *
 * @example
 * entriesPath(0, 256); // 'tile/entries/000'
 */
export function entriesPath(index: number, width: number): string {
  return `tile/entries/${placeOf(index, width)}`;
}

/** What the path names. Null if it is not exactly a path of {@link tilePath} or {@link entriesPath}. */
export function parseTilePath(text: string): TilePath | null {
  const [, part = '', place = '', partial] = PATH.exec(text) ?? [];
  const index = Number(place.replaceAll(/[x/]/g, ''));
  const width = partial === undefined ? TILE_WIDTH : Number(partial);
  if (part === '' || !Number.isSafeInteger(index) || width > TILE_WIDTH) return null;
  const found: TilePath =
    part === 'entries' ? { kind: 'entries', index, width } : { kind: 'tile', level: Number(part), index, width };
  const path = found.kind === 'entries' ? entriesPath(index, width) : tilePath(found, width);
  return path === text ? found : null;
}

/** Where a node lies. A node whose level is a multiple of 8 is one hash of its tile; others are roots over some. */
export function nodeInTile({ level, index }: NodeAt): NodeInTile {
  const count = 2 ** (level % TILE_HEIGHT);
  const hash = index * count;
  const tile = { level: Math.floor(level / TILE_HEIGHT), index: Math.floor(hash / TILE_WIDTH) };
  return { tile, first: hash % TILE_WIDTH, count };
}

/** The root of a full tile: one hash of the level above. RangeError if it does not have 8,192 bytes. */
export function tileRoot(hashes: Buffer): Buffer {
  if (hashes.length !== TILE_BYTES) throw new RangeError('a full tile has 8,192 bytes');
  return rootOfHashes(hashes);
}

/** The root over the hashes under a node, read from the bytes of its tile. RangeError if the tile ends before. */
export function nodeOfTile(hashes: Buffer, { first, count }: Pick<NodeInTile, 'first' | 'count'>): Buffer {
  const part = hashes.subarray(first * HASH_BYTES, (first + count) * HASH_BYTES);
  if (part.length !== count * HASH_BYTES) throw new RangeError('the tile has too few hashes');
  return rootOfHashes(part);
}

/** The index in groups of three digits, all but the last after an `x`, and the width of what is partial. */
function placeOf(index: number, width: number): string {
  requireInteger('index', index, 0, Number.MAX_SAFE_INTEGER);
  requireInteger('width', width, 1, TILE_WIDTH);
  const digits = String(index);
  const groups = digits.padStart(Math.ceil(digits.length / 3) * 3, '0').match(/\d{3}/g) ?? [];
  const path = groups.map((group, at) => (at === groups.length - 1 ? group : `x${group}`)).join('/');
  return width === TILE_WIDTH ? path : `${path}.p/${width}`;
}

function requireInteger(name: string, value: number, least: number, most: number): void {
  if (!Number.isSafeInteger(value) || value < least || value > most)
    throw new RangeError(`${name} must be an integer from ${least} to ${most}`);
}
