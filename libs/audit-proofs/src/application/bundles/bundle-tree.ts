import { HASH_BYTES, PartUnavailable } from '#kernel';
import { TILE_WIDTH, type TileAt, tilePath } from '../../domain/tree/tiles.js';
import type { TileStore } from '../../ports/tile.store.js';

/** A file of a bundle. */
export interface BundleFile {
  readonly path: string;
  readonly bytes: Buffer;
}

/** The tiles of level 1 and above of a tree with `size` leaves. */
export async function* upperTiles(tiles: TileStore, size: number): AsyncGenerator<BundleFile> {
  let hashes = Math.floor(size / TILE_WIDTH);
  for (let level = 1; hashes > 0; level++) {
    for (let first = 0; first < hashes; first += TILE_WIDTH) {
      const width = Math.min(TILE_WIDTH, hashes - first);
      const at = { level, index: first / TILE_WIDTH };
      // A full tile is stored as a whole. The tiles below it may be archived.
      const stored = width === TILE_WIDTH ? await tiles.tile(at) : null;
      const bytes = stored ?? (await tiles.roots(level - 1, first, width));
      if (bytes.length !== width * HASH_BYTES) throw missingTile(at);
      yield { path: tilePath(at, width), bytes };
    }
    hashes = Math.floor(hashes / TILE_WIDTH);
  }
}

/** A full tile of level 0. */
export async function leafTile(tiles: TileStore, index: number): Promise<BundleFile> {
  const at = { level: 0, index };
  const bytes = await tiles.tile(at);
  if (bytes === null) throw missingTile(at);
  return { path: tilePath(at, TILE_WIDTH), bytes };
}

function missingTile({ level, index }: TileAt): PartUnavailable {
  return damaged(`Tile ${level}/${index} of the tree is missing: no bundle can be made.`);
}

export function damaged(message: string): PartUnavailable {
  return new PartUnavailable('store', undefined, { code: 'store_damaged', message });
}
