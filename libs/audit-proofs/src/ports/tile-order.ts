import { HASH_BYTES, PartUnavailable } from '#kernel';
import { TILE_BYTES, TILE_WIDTH, type TileAt } from '../domain/tree/tiles.js';
import { type FullTile, TileConflict } from './tile.store.js';

/** How `add` of a store looks at what is stored. */
export interface StoredTiles {
  count(level: number): Promise<number>;
  /** The bytes of a tile. Null: it is not stored. */
  load(at: TileAt): Promise<Pick<FullTile, 'hashes' | 'root'> | null>;
}

/**
 * What `TileStore.add` of every store has to insert: those of `tiles` that are not stored yet, by level, then by index.
 * TileConflict if another tile is stored under the place of one. Throws Error, which is a defect, if a tile is no full one,
 * leaves a gap, or comes before the 256 tiles below it. PartUnavailable('store') if a tile that was counted is not there.
 */
export async function tilesToInsert(tiles: readonly FullTile[], stored: StoredTiles): Promise<readonly FullTile[]> {
  const ordered = tiles.map(wholeTile).sort((a, b) => a.level - b.level || a.index - b.index);
  const counts = new Map<number, number>();
  const countOf = async (level: number) => counts.get(level) ?? (await stored.count(level));
  const fresh: FullTile[] = [];
  for (const tile of ordered) {
    const count = await countOf(tile.level);
    if (tile.index < count) {
      // It is stored, or comes twice in `tiles`.
      const standing = fresh.find((one) => one.level === tile.level && one.index === tile.index);
      await requireSame(tile, standing ?? null, stored);
      continue;
    }
    const below = tile.level === 0 ? Number.POSITIVE_INFINITY : await countOf(tile.level - 1);
    if (tile.index > count || (tile.index + 1) * TILE_WIDTH > below) {
      throw new Error(`tile ${tile.level}/${tile.index} does not follow the stored ones`);
    }
    fresh.push(tile);
    counts.set(tile.level, count + 1);
  }
  return fresh;
}

/**
 * The index of the first tile that `TileStore.dropLeaves(index)` of every store leaves: it deletes those alone whose records
 * are archived and whose tile above is stored. `archived`: up to that number, records are.
 */
export async function firstLeft(index: number, archived: number, stored: Pick<StoredTiles, 'count'>): Promise<number> {
  return Math.min(index, Math.floor(archived / TILE_WIDTH), (await stored.count(1)) * TILE_WIDTH);
}

/**
 * Of a tile of level 0 that was dropped, the root is left: it is a hash of level 1. While a store elects a leader, it may show
 * neither: that contradicts nothing, and another try finds one of them.
 */
async function requireSame(tile: FullTile, standing: FullTile | null, stored: StoredTiles): Promise<void> {
  const found = standing ?? (await stored.load(tile));
  if (found) {
    if (found.root.equals(tile.root) && found.hashes.equals(tile.hashes)) return;
    throw new TileConflict(tile);
  }
  const above = await stored.load({ level: tile.level + 1, index: Math.floor(tile.index / TILE_WIDTH) });
  if (!above)
    throw new PartUnavailable('store', new Error(`tile ${tile.level}/${tile.index} was counted, and is not there`));
  const place = (tile.index % TILE_WIDTH) * HASH_BYTES;
  if (above.hashes.subarray(place, place + HASH_BYTES).equals(tile.root)) return;
  throw new TileConflict(tile);
}

function wholeTile(tile: FullTile): FullTile {
  if (tile.hashes.length === TILE_BYTES && tile.root.length === HASH_BYTES) return tile;
  throw new Error(`tile ${tile.level}/${tile.index} is not full`);
}
