import type { FullTile, TileAt } from '#audit-proofs';
import { bytesOf } from '../engine/binary.js';
import type { TileRow } from './tile.schema.js';

/** The log has fewer than 2^53 records, so level 0 has fewer than 2^45 tiles. There are 7 levels at most. */
const LEVEL_DIGITS = 2;
const INDEX_DIGITS = 14;

/** @example tileId({ level: 1, index: 7 }) // '01/00000000000007' */
export function tileId({ level, index }: TileAt): string {
  return `${String(level).padStart(LEVEL_DIGITS, '0')}/${String(index).padStart(INDEX_DIGITS, '0')}`;
}

/** The index in a {@link tileId}. */
export function indexOf(id: string): number {
  return Number(id.slice(LEVEL_DIGITS + 1));
}

export function toTileRow(tile: FullTile): TileRow {
  return { _id: tileId(tile), root: tile.root, hashes: tile.hashes };
}

export function toTileBytes({ root, hashes }: TileRow): Pick<FullTile, 'hashes' | 'root'> {
  return { root: bytesOf(root), hashes: bytesOf(hashes) };
}
