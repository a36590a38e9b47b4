import type { AuditLog } from '#audit';
import { BoundedCache, type Clock, HASH_BYTES } from '#kernel';
import { encodeEntries } from '../../domain/tree/entries.js';
import { consistencyProof, inclusionProof, type NodeAt, treeRoot } from '../../domain/tree/merkle.js';
import { nodeInTile, nodeOfTile, TILE_BYTES, TILE_WIDTH, type TileAt, tileRoot } from '../../domain/tree/tiles.js';
import type { TileStore } from '../../ports/tile.store.js';
import { ArchivedTile, DamagedTile, damagedUnder } from './damaged-tile.js';
import type { LeafHashes } from './leaf-hashes.js';
import { longRecord } from './long-record.js';

/** Full tiles in memory: 2 MB. The right edge of any tree has seven at most. */
const TILES_KEPT = 256;

/** What is read of a tile: its first `width` hashes. */
interface Part {
  readonly at: TileAt;
  readonly width: number;
}

/**
 * The tree over the audit, for reads: leaf `seq - 1` is the text of record `seq`. What is asked for is computed from full
 * tiles, from the roots of tiles and, at the end of the log, from leaves. A read takes at most two tiles of each level.
 *
 * The caller knows that the log has as many records as it asks for, such as from a checkpoint: a record that is not there
 * is damage. Errors: {@link DamagedTile}; {@link ArchivedTile}; PartUnavailable('store').
 */
export class Tree {
  private readonly full: BoundedCache<Buffer>;

  constructor(
    private readonly log: AuditLog,
    private readonly leaves: LeafHashes,
    private readonly tiles: TileStore,
    private readonly clock: Clock,
  ) {
    this.full = new BoundedCache(clock, { max: TILES_KEPT });
  }

  /** The root over the first `size` records: 32 bytes. */
  root(size: number): Promise<Buffer> {
    return treeRoot(size, this.readNodes);
  }

  /** Proves that a leaf stands at `index` (from 0) of the first `size`: at most 63 hashes. */
  inclusion(index: number, size: number): Promise<readonly Buffer[]> {
    return inclusionProof(index, size, this.readNodes);
  }

  /** Proves that the first `to` records begin with the first `from`: at most 63 hashes. */
  consistency(from: number, to: number): Promise<readonly Buffer[]> {
    return consistencyProof(from, to, this.readNodes);
  }

  /** The first `width` hashes (1 to 256) of a tile, 32 bytes each. */
  async tile(at: TileAt, width: number): Promise<Buffer> {
    return (await this.hashes({ at, width })).subarray(0, width * HASH_BYTES);
  }

  /** The texts of the first `width` leaves (1 to 256) under a tile of level 0 (C2SP tlog-tiles). */
  async entries(index: number, width: number): Promise<Buffer> {
    const first = index * TILE_WIDTH + 1;
    const records = await this.log.read(first, width);
    const isWhole = records.length === width && records.every(({ seq }, place) => seq === first + place);
    if (!isWhole) throw await this.missing({ level: 0, index });
    if (longRecord(records) !== null) throw new DamagedTile({ level: 0, index }, 'a record under it is too long');
    return encodeEntries(records.map(({ leaf }) => leaf));
  }

  private readonly readNodes = async (nodes: readonly NodeAt[]): Promise<readonly Buffer[]> => {
    const places = nodes.map(nodeInTile);
    const parts = new Map<string, Part>();
    for (const { tile, first, count } of places) {
      const width = Math.max(first + count, parts.get(keyOf(tile))?.width ?? 0);
      parts.set(keyOf(tile), { at: tile, width });
    }
    const read = new Map<string, Buffer>();
    await Promise.all([...parts].map(async ([key, part]) => read.set(key, await this.hashes(part))));
    const roots: Buffer[] = [];
    for (const place of places) {
      await this.clock.giveWay();
      roots.push(nodeOfTile(read.get(keyOf(place.tile)) ?? Buffer.alloc(0), place));
    }
    return roots;
  };

  /** At least the hashes of the part. */
  private async hashes({ at, width }: Part): Promise<Buffer> {
    const kept = this.full.get(keyOf(at));
    if (kept) return kept;
    const stored = await this.tiles.tile(at);
    if (stored) return this.checked(at, stored);
    const edge = await this.edge(at, width);
    if (edge.length < width * HASH_BYTES) throw await this.missing(at);
    return edge;
  }

  /** The hashes of a tile that is not stored as a whole. */
  private edge({ level, index }: TileAt, width: number): Promise<Buffer> {
    const first = index * TILE_WIDTH;
    return level === 0 ? this.leaves.read(first + 1, width) : this.tiles.roots(level - 1, first, width);
  }

  private async checked(at: TileAt, hashes: Buffer): Promise<Buffer> {
    await this.clock.giveWay();
    const root = await this.tiles.roots(at.level, at.index, 1);
    // An archive has deleted the tile since it was read.
    if (root.length === 0) throw await this.missing(at);
    if (hashes.length !== TILE_BYTES) throw new DamagedTile(at, `it has ${hashes.length} bytes`);
    if (!tileRoot(hashes).equals(root)) throw new DamagedTile(at, 'its hashes do not have the root that is stored');
    this.full.set(keyOf(at), hashes);
    return hashes;
  }

  private async missing(at: TileAt): Promise<DamagedTile | ArchivedTile> {
    if (at.level === 0 && at.index * TILE_WIDTH + 1 < (await this.log.first())) return new ArchivedTile(at);
    return damagedUnder(at);
  }
}

function keyOf({ level, index }: TileAt): string {
  return `${level}/${index}`;
}
