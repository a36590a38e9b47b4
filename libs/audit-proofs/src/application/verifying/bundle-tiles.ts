import { HASH_BYTES } from '#kernel';
import { BundleError } from '../../domain/bundle/bundle-error.js';
import type { NodeAt } from '../../domain/tree/merkle.js';
import { nodeInTile, nodeOfTile, TILE_WIDTH, type TileAt, tilePath, tileRoot } from '../../domain/tree/tiles.js';
import type { BundleFiles } from './bundle-files.js';

/** The tile is not in the bundle, or has not the right length. */
export class TileMissing extends BundleError {
  constructor(readonly at: TileAt) {
    super(`The bundle does not have tile ${at.level}/${at.index}.`);
  }
}

/** The tiles of a bundle, for a tree of `size` leaves. */
export class BundleTiles {
  private readonly newest = new Map<number, { readonly index: number; readonly hashes: Buffer }>();

  constructor(
    private readonly files: BundleFiles,
    readonly size: number,
  ) {}

  /** How many hashes a level has. */
  hashes(level: number): number {
    return Math.floor(this.size / TILE_WIDTH ** level);
  }

  /** How many hashes a tile has; 0 or less: there is no such tile. */
  width({ level, index }: TileAt): number {
    return Math.min(TILE_WIDTH, this.hashes(level) - index * TILE_WIDTH);
  }

  /** The hashes of a tile. The last one of each level is remembered. TileMissing. */
  tile(at: TileAt): Buffer {
    const known = this.newest.get(at.level);
    if (known?.index === at.index) return known.hashes;
    const width = this.width(at);
    const hashes = width > 0 ? this.files.read(tilePath(at, width)) : null;
    if (hashes?.length !== width * HASH_BYTES) throw new TileMissing(at);
    this.newest.set(at.level, { index: at.index, hashes });
    return hashes;
  }

  /** Whether a full tile is what the tile above says. */
  isLinked(at: TileAt): boolean {
    const above = this.tile({ level: at.level + 1, index: Math.floor(at.index / TILE_WIDTH) });
    const first = (at.index % TILE_WIDTH) * HASH_BYTES;
    return tileRoot(this.tile(at)).equals(above.subarray(first, first + HASH_BYTES));
  }

  /** For `treeRoot`. Rejects with TileMissing. */
  readonly read = async (nodes: readonly NodeAt[]): Promise<Buffer[]> =>
    nodes.map((node) => {
      const { tile, ...place } = nodeInTile(node);
      return nodeOfTile(this.tile(tile), place);
    });
}
