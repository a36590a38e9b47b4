import { treeRoot } from '../../domain/tree/merkle.js';
import { TILE_WIDTH } from '../../domain/tree/tiles.js';
import { type BundleTiles, TileMissing } from './bundle-tiles.js';
import type { Problems } from './problems.js';

/** Checks all tiles of level 1 and above against the tiles above them, and the root over them. */
export async function checkTree(tiles: BundleTiles, root: Buffer, problems: Problems): Promise<void> {
  try {
    for (let level = 1; tiles.hashes(level) > 0; level++) checkLevel(tiles, level, problems);
    const found = await treeRoot(tiles.size, tiles.read);
    if (!found.equals(root)) problems.add(null, 'The tree has another root than the checkpoint.');
  } catch (error) {
    if (!(error instanceof TileMissing)) throw error;
    problems.add(null, error.message);
  }
}

function checkLevel(tiles: BundleTiles, level: number, problems: Problems): void {
  for (let index = 0; index * TILE_WIDTH < tiles.hashes(level); index++) {
    const at = { level, index };
    tiles.tile(at);
    if (tiles.width(at) === TILE_WIDTH && !tiles.isLinked(at))
      problems.add(null, `Tile ${level}/${index} is not the one that the tile above it says.`);
  }
}
