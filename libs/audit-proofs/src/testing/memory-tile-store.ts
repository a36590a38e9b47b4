import { HASH_BYTES } from '#kernel';
import type { TileAt } from '../domain/tree/tiles.js';
import { type FullTile, TileStore } from '../ports/tile.store.js';
import { firstLeft, tilesToInsert } from '../ports/tile-order.js';

/** A TileStore in memory. Tiles are copied in and out. `archived`: how many records are archived, from the first on. */
export class MemoryTileStore extends TileStore {
  private readonly tiles = new Map<string, FullTile>();
  private readonly counts: number[] = [];
  private position = 0;

  constructor(private readonly archived: () => number = () => Number.POSITIVE_INFINITY) {
    super();
  }

  async add(tiles: readonly FullTile[]): Promise<void> {
    const load = async (at: TileAt) => this.tiles.get(keyOf(at)) ?? null;
    const fresh = await tilesToInsert(tiles, { count: (level) => this.count(level), load });
    // From here on, nobody else runs.
    if (fresh.some((tile) => this.tiles.has(keyOf(tile)))) return this.add(tiles);
    for (const { level, index, hashes, root } of fresh) {
      this.tiles.set(keyOf({ level, index }), { level, index, hashes: Buffer.from(hashes), root: Buffer.from(root) });
      this.counts[level] = index + 1;
    }
  }

  async tile(at: TileAt): Promise<Buffer | null> {
    const tile = this.tiles.get(keyOf(at));
    return tile ? Buffer.from(tile.hashes) : null;
  }

  async roots(level: number, index: number, limit: number): Promise<Buffer> {
    const roots: Buffer[] = [];
    for (let at = index; at < index + limit; at += 1) {
      const tile = this.tiles.get(keyOf({ level, index: at }));
      if (!tile) break;
      roots.push(tile.root);
    }
    return Buffer.concat(roots, roots.length * HASH_BYTES);
  }

  async count(level: number): Promise<number> {
    return this.counts[level] ?? 0;
  }

  async dropLeaves(index: number): Promise<void> {
    const below = await firstLeft(index, this.archived(), this);
    for (let at = 0; at < below; at += 1) this.tiles.delete(keyOf({ level: 0, index: at }));
  }

  async scrubbed(): Promise<number> {
    return this.position;
  }

  async scrub(position: number): Promise<void> {
    this.position = Math.max(this.position, position);
  }
}

function keyOf({ level, index }: TileAt): string {
  return `${level}/${index}`;
}
